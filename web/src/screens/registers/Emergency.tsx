/** Emergency access to a trafficking case: asked for by its number, signed by a second person, open for a day, reviewed by the auditor. */
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Siren } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { RadioGroup } from '../../design/Choices';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { AskWhy, RegisterPage, type Step, Steps, Wrote } from './parts';
import style from './Registers.module.css';

type Line = LineOf<'list_break_glass'>;
type State = 'requested' | 'lapsed' | 'open' | 'closed' | 'reviewed';
type Verdict = 'in_order' | 'not_in_order';

const TONE: Record<State, Tone> = { requested: 'wait', lapsed: 'calm', open: 'bad', closed: 'warn', reviewed: 'good' };
const VERDICTS: readonly Verdict[] = ['in_order', 'not_in_order'];
const MANNER = { label: 'unsent.did.change', touches: ['list_break_glass'], keep: false };

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('registers');
  const [number, setNumber] = useState('');
  const ask = useCommand('request_break_glass', {
    ...MANNER,
    onDone: () => {
      say(t('emergency.asked'));
      onClose();
    },
  });
  return (
    <AskWhy
      title={t('emergency.ask')}
      does={t('emergency.ask')}
      danger
      explain={t('emergency.askExplain')}
      label={t('emergency.why')}
      whole={number.trim() !== ''}
      error={ask.error}
      pending={ask.isPending}
      onGive={(reason) => ask.mutate({ body: { case_number: number.trim(), reason } })}
      onClose={onClose}
    >
      <TextField
        label={t('emergency.number')}
        help={t('emergency.numberHelp')}
        width="medium"
        maxLength={20}
        value={number}
        onChange={setNumber}
        error={errorAt(ask.error, '/case_number')}
      />
    </AskWhy>
  );
}

function Review({ it, onClose }: { it: Line; onClose: () => void }) {
  const { t } = useTranslation('registers');
  const [verdict, setVerdict] = useState<string | null>(null);
  const review = useCommand('review_break_glass', {
    ...MANNER,
    onDone: () => {
      say(t('emergency.reviewedNow'));
      onClose();
    },
  });
  return (
    <AskWhy
      title={t('emergency.review')}
      does={t('emergency.review')}
      explain={t('emergency.reviewExplain')}
      label={t('emergency.remark')}
      shortest={1}
      pointer="/remark"
      whole={verdict !== null}
      error={review.error}
      pending={review.isPending}
      onGive={(remark) => review.mutate({ path: { id: it.id }, body: { verdict: verdict as Verdict, remark } })}
      onClose={onClose}
    >
      <RadioGroup
        label={t('emergency.verdict')}
        choices={VERDICTS.map((one) => ({ value: one, label: t(`emergency.verdicts.${one}`) }))}
        value={verdict}
        onChange={setVerdict}
      />
    </AskWhy>
  );
}

/** One access, with what the one who looks may do about it. */
function Access({ it, onReview }: { it: Line; onReview: () => void }) {
  const { t } = useTranslation('registers');
  const me = useMe();
  const sign = useCommand('sign_break_glass', { ...MANNER, onDone: () => say(t('emergency.signedNow')) });
  const close = useCommand('close_break_glass', { ...MANNER, onDone: () => say(t('emergency.closedNow')) });
  const state = it.state as State;
  const asks = can(me, 'break_glass', 'create');
  const mine = it.requested_by === me?.membership;
  const steps: Step[] = [
    {
      key: 'asked',
      title: t('emergency.stepAsked'),
      at: it.requested_at,
      who: it.requested_by_name,
      children: <Wrote>{it.reason}</Wrote>,
    },
    {
      key: 'signed',
      title: t(
        it.opened_at ? 'emergency.stepSigned' : state === 'lapsed' ? 'emergency.stepLapsed' : 'emergency.stepSign',
      ),
      at: it.opened_at,
      who: it.signed_by_name,
      children:
        state === 'requested' &&
        asks &&
        (mine ? (
          <p className={style.soft}>{t('emergency.mine')}</p>
        ) : (
          <Button kind="primary" isPending={sign.isPending} onPress={() => sign.mutate({ path: { id: it.id } })}>
            {t('emergency.sign')}
          </Button>
        )),
    },
    ...(it.closes_at
      ? [
          {
            key: 'closes',
            title: t(state === 'open' ? 'emergency.stepOpen' : 'emergency.stepClosed'),
            at: it.closes_at,
            children: state === 'open' && asks && (
              <Button size="s" isPending={close.isPending} onPress={() => close.mutate({ path: { id: it.id } })}>
                {t('emergency.close')}
              </Button>
            ),
          },
          {
            key: 'review',
            title: t(it.verdict ? `emergency.verdicts.${it.verdict as Verdict}` : 'emergency.stepReview'),
            at: it.reviewed_at,
            who: it.reviewed_by_name,
            children: (
              <>
                {it.remark && <Wrote>{it.remark}</Wrote>}
                {!it.reviewed_at && can(me, 'break_glass', 'verify') && (
                  <Button kind="primary" onPress={onReview}>
                    {t('emergency.review')}
                  </Button>
                )}
              </>
            ),
          },
        ]
      : []),
  ];
  return (
    <Sheet
      title={<span className="number">{it.case_number}</span>}
      aside={<Chip tone={TONE[state]}>{t(`emergency.state.${state}`)}</Chip>}
    >
      <ProblemPanel error={sign.error ?? close.error} />
      <Steps label={t('way')} steps={steps} />
    </Sheet>
  );
}

export default function Emergency() {
  const { t } = useTranslation('registers');
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const [reviewing, setReviewing] = useState<Line>();
  // What a colleague asks for must be signed within a quarter of an hour.
  const list = useQuery({ ...query('list_break_glass'), refetchInterval: 60_000 });
  const lines = list.data?.data ?? [];
  return (
    <RegisterPage
      area="emergency"
      actions={
        can(me, 'break_glass', 'create') && (
          <Button icon={<KeyRound />} onPress={() => setAsking(true)}>
            {t('emergency.ask')}
          </Button>
        )
      }
    >
      <p className={style.soft}>{t('emergency.lead')}</p>
      <ProblemPanel error={list.error} focus={false} />
      {list.isPending && <Skeleton lines={4} />}
      {list.data && lines.length === 0 && (
        <Sheet>
          <Empty icon={Siren} title={t('emergency.none')} />
        </Sheet>
      )}
      {lines.map((it) => (
        <Access key={it.id} it={it} onReview={() => setReviewing(it)} />
      ))}
      {asking && <Ask onClose={() => setAsking(false)} />}
      {reviewing && <Review it={reviewing} onClose={() => setReviewing(undefined)} />}
    </RegisterPage>
  );
}
