/** One request of a person: what is asked, until when it is answered, the copy that is handed over, the answer, the end of a restriction. */
import { useQuery } from '@tanstack/react-query';
import { MailQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { RadioGroup } from '../../design/Choices';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { say } from '../../design/Toasts';
import { dateInWords } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { CopyDialog } from './CopyDialog';
import { Due } from './Due';
import { AskWhy, OUTCOMES, type Outcome, OutcomeChip, RegisterPage, type Step, Steps, Wrote } from './parts';
import style from './Registers.module.css';
import type { Kind } from './Requests';
import { requestRoute } from './routes';

type Shown = AnswerOf<'get_subject_request'>;
export type Channel = 'in-person' | 'letter' | 'phone' | 'email' | 'messenger';

const MANNER = { label: 'unsent.did.change', touches: ['list_subject_requests'], keep: false };

function Answer({ it, onClose }: { it: Shown; onClose: () => void }) {
  const { t } = useTranslation('registers');
  const [outcome, setOutcome] = useState<string | null>(null);
  const answer = useCommand('answer_subject_request', {
    ...MANNER,
    onDone: () => {
      say(t('request.answeredNow'));
      onClose();
    },
  });
  return (
    <AskWhy
      title={t('request.answer')}
      does={t('request.answer')}
      explain={it.kind === 'restriction' ? t('request.restrictionExplain') : undefined}
      label={t('request.reason')}
      shortest={1}
      whole={outcome !== null}
      error={answer.error}
      pending={answer.isPending}
      onGive={(reason) => answer.mutate({ path: { id: it.id }, body: { outcome: outcome as Outcome, reason } })}
      onClose={onClose}
    >
      <RadioGroup
        label={t('request.outcome')}
        choices={OUTCOMES.map((one) => ({ value: one, label: t(`outcome.${one}`) }))}
        value={outcome}
        onChange={setOutcome}
        error={errorAt(answer.error, '/outcome')}
      />
    </AskWhy>
  );
}

function Lift({ it, onClose }: { it: Shown; onClose: () => void }) {
  const { t } = useTranslation('registers');
  const lift = useCommand('lift_restriction', {
    ...MANNER,
    onDone: () => {
      say(t('request.liftedNow'));
      onClose();
    },
  });
  return (
    <AskWhy
      title={t('request.lift')}
      does={t('request.lift')}
      explain={t('request.liftExplain')}
      label={t('request.whyLift')}
      error={lift.error}
      pending={lift.isPending}
      onGive={(reason) => lift.mutate({ path: { id: it.id }, body: { reason } })}
      onClose={onClose}
    />
  );
}

/** What was asked, by whom and how. */
function Asked({ it }: { it: Shown }) {
  const { t } = useTranslation('registers');
  const me = useMe();
  const country = useWords('country');
  const name = <bdi>{it.person_name ?? t('hiddenPerson')}</bdi>;
  return (
    <dl className={style.facts}>
      <dt>{t('person')}</dt>
      <dd>{can(me, 'person', 'read') ? <a href={`/people/${it.person}`}>{name}</a> : name}</dd>
      <dt>{t('request.by')}</dt>
      <dd>
        {t(`request.askedBy.${it.asked_by as 'self' | 'guardian' | 'representative'}`)}
        {it.representative && (
          <>
            {': '}
            <bdi>{it.representative}</bdi>
          </>
        )}
        {it.representative_country && ` (${country(it.representative_country)})`}
      </dd>
      <dt>{t('request.channel')}</dt>
      <dd>{t(`request.channels.${it.channel as Channel}`)}</dd>
      <dt>{t('request.what')}</dt>
      <dd>
        <Wrote>{it.what}</Wrote>
      </dd>
    </dl>
  );
}

export default function Request() {
  const { t } = useTranslation('registers');
  const { id } = requestRoute.useParams();
  const me = useMe();
  const [open, setOpen] = useState<'answer' | 'lift' | 'copy'>();
  const found = useQuery(query('get_subject_request', { path: { id } }));
  const it = found.data;
  if (!it) {
    return (
      <RegisterPage area="requests" title={t('request.one')}>
        {found.isPending ? <Skeleton lines={6} /> : <Empty icon={MailQuestion} title={t('hidden')} />}
      </RegisterPage>
    );
  }
  const mayAnswer = can(me, 'subject_request', 'approve');
  const restricts = it.kind === 'restriction' && it.outcome !== null && it.outcome !== 'refused';
  const mayCopy = it.kind === 'copy' && it.outcome !== 'refused' && can(me, 'subject_request', 'export');
  const steps: Step[] = [
    { key: 'asked', title: t('request.stepAsked'), day: dateInWords(it.asked_on), who: it.recorded_by_name },
    ...(it.kind === 'copy'
      ? [
          {
            key: 'copy',
            title: t(
              it.copied_at ? (it.copied_through ? 'request.stepSent' : 'request.stepHanded') : 'request.stepCopy',
            ),
            at: it.copied_at,
            children: mayCopy && (
              <Button size="s" onPress={() => setOpen('copy')}>
                {t(it.copied_at ? 'request.copyAgain' : 'request.copy')}
              </Button>
            ),
          },
        ]
      : []),
    {
      key: 'answer',
      title: it.outcome ? (
        <OutcomeChip outcome={it.outcome} />
      ) : (
        t('request.stepAnswer', { day: dateInWords(it.due_on) })
      ),
      at: it.answered_at,
      who: it.answered_by_name,
      children: (
        <>
          {it.reason && <Wrote>{it.reason}</Wrote>}
          {!it.outcome && mayAnswer && (
            <Button kind="primary" onPress={() => setOpen('answer')}>
              {t('request.answer')}
            </Button>
          )}
          {!it.outcome && !mayAnswer && <p className={style.soft}>{t('request.officerAnswers')}</p>}
        </>
      ),
    },
    ...(restricts
      ? [
          {
            key: 'lift',
            title: t(it.lifted_at ? 'request.stepLifted' : 'request.stepInForce'),
            at: it.lifted_at,
            children: it.lifted_at ? (
              <Wrote>{it.lifted_because}</Wrote>
            ) : (
              mayAnswer && (
                <Button size="s" onPress={() => setOpen('lift')}>
                  {t('request.lift')}
                </Button>
              )
            ),
          },
        ]
      : []),
  ];
  const close = () => setOpen(undefined);
  return (
    <RegisterPage
      area="requests"
      title={t('request.one')}
      heading={t(`request.kind.${it.kind as Kind}`)}
      actions={it.outcome ? <OutcomeChip outcome={it.outcome} /> : <Due on={it.due_on} />}
    >
      <Sheet>
        <Asked it={it} />
      </Sheet>
      <Sheet title={t('way')}>
        <Steps label={t('way')} steps={steps} />
      </Sheet>
      {open === 'answer' && <Answer it={it} onClose={close} />}
      {open === 'lift' && <Lift it={it} onClose={close} />}
      {open === 'copy' && <CopyDialog id={it.id} onClose={close} />}
    </RegisterPage>
  );
}
