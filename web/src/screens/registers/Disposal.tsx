/** One disposal: the second person carries it out or declines; afterwards the certificate, to be read, printed and saved. */
import { useQuery } from '@tanstack/react-query';
import { FileX2, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { Certificate, certificateOf } from './Certificate';
import { DisposalChip } from './Disposals';
import { AskWhy, RegisterPage, SaveButton, Steps, useProgrammes, Wrote } from './parts';
import style from './Registers.module.css';
import { disposalRoute } from './routes';
import { sorted } from './sorted';

type Shown = AnswerOf<'get_disposal'>;

/** The second person's two ways. */
function Decide({ it }: { it: Shown }) {
  const { t } = useTranslation(['registers', 'common']);
  const [asked, setAsked] = useState<'carry' | 'decline'>();
  const manner = { label: 'unsent.did.change', touches: ['list_disposals', 'list_retention'], keep: false };
  const done = (words: string) => () => {
    say(words);
    setAsked(undefined);
  };
  const carry = useCommand('carry_out_disposal', { ...manner, onDone: done(t('disposal.carriedOut')) });
  const decline = useCommand('decline_disposal', { ...manner, onDone: done(t('disposal.declinedNow')) });
  const close = () => {
    carry.reset();
    decline.reset();
    setAsked(undefined);
  };
  return (
    <div className={style.row}>
      <Button kind="danger" onPress={() => setAsked('carry')}>
        {t('disposal.carryOut')}
      </Button>
      <Button onPress={() => setAsked('decline')}>{t('disposal.decline')}</Button>
      {asked === 'carry' && (
        <Dialog
          title={t('disposal.carryTitle', { number: it.case_number })}
          isOpen
          keep
          onClose={close}
          foot={
            <>
              <Button kind="quiet" onPress={close}>
                {t('common:dialog.cancel')}
              </Button>
              <Button kind="danger" isPending={carry.isPending} onPress={() => carry.mutate({ path: { id: it.id } })}>
                {t('disposal.carryOut')}
              </Button>
            </>
          }
        >
          <ProblemPanel error={carry.error} />
          <p>{t('disposal.carryExplain')}</p>
        </Dialog>
      )}
      {asked === 'decline' && (
        <AskWhy
          title={t('disposal.decline')}
          does={t('disposal.decline')}
          explain={t('disposal.declineExplain')}
          label={t('disposal.whyDecline')}
          error={decline.error}
          pending={decline.isPending}
          onGive={(reason) => decline.mutate({ path: { id: it.id }, body: { reason } })}
          onClose={close}
        />
      )}
    </div>
  );
}

export default function Disposal() {
  const { t } = useTranslation('registers');
  const { id } = disposalRoute.useParams();
  const me = useMe();
  const programmes = useProgrammes();
  const found = useQuery(query('get_disposal', { path: { id } }));
  const it = found.data;
  if (!it) {
    return (
      <RegisterPage area="disposals" title={t('disposal.one')}>
        {found.isPending ? <Skeleton lines={6} /> : <Empty icon={FileX2} title={t('hidden')} />}
      </RegisterPage>
    );
  }
  const mine = it.proposed_by === me?.membership;
  const mayDecide = it.state === 'proposed' && !mine && can(me, 'erasure', 'approve');
  const certificate = certificateOf(it);
  return (
    <RegisterPage
      area="disposals"
      title={t('disposal.one')}
      heading={<span className="number">{it.case_number}</span>}
      actions={<DisposalChip state={it.state} />}
    >
      <Sheet title={programmes.title(it.programme)}>
        <Steps
          label={t('way')}
          steps={[
            { key: 'proposed', title: t('disposal.stepProposed'), at: it.proposed_at, who: it.proposed_by_name },
            {
              key: 'decided',
              title: t(
                it.state === 'declined'
                  ? 'disposal.stepDeclined'
                  : it.state === 'done'
                    ? 'disposal.stepDone'
                    : 'disposal.stepWaits',
              ),
              at: it.decided_at,
              who: it.decided_by_name,
              children: (
                <>
                  {it.declined_because && <Wrote>{it.declined_because}</Wrote>}
                  {it.state === 'proposed' && mine && <p className={style.soft}>{t('disposal.mine')}</p>}
                  {mayDecide && <Decide it={it} />}
                </>
              ),
            },
          ]}
        />
      </Sheet>
      {certificate && (
        <Sheet
          title={t('certificate.title')}
          aside={
            <span className={style.row} data-screen-only>
              <SaveButton
                name={`disposal-${it.case_number}.json`}
                type="application/json"
                text={JSON.stringify(sorted(it.certificate))}
              >
                {t('certificate.save')}
              </SaveButton>
              <Button icon={<Printer />} onPress={() => window.print()}>
                {t('certificate.print')}
              </Button>
            </span>
          }
        >
          <Certificate it={it} certificate={certificate} />
        </Sheet>
      )}
    </RegisterPage>
  );
}
