/** One request of law enforcement: decided by a supervisor and a lawyer together, with its legal basis, and answered by a document. */
import { useQuery } from '@tanstack/react-query';
import { Gavel } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { RadioGroup } from '../../design/Choices';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { dateInWords } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { standing } from './Enforcements';
import { OUTCOMES, type Outcome, OutcomeChip, RegisterPage, SaveButton, type Step, Steps, Wrote } from './parts';
import style from './Registers.module.css';
import { enforcementRoute } from './routes';

type Shown = AnswerOf<'get_enforcement_request'>;
type Role = 'supervisor' | 'lawyer';
const TWO: readonly Role[] = ['supervisor', 'lawyer'];
const MANNER = { label: 'unsent.did.change', touches: ['list_enforcement_requests'], keep: false };

function Decide({ it, onClose }: { it: Shown; onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const [outcome, setOutcome] = useState<string | null>(it.outcome ?? null);
  const [basis, setBasis] = useState(it.legal_basis ?? '');
  const [reasons, setReasons] = useState(it.reasons ?? '');
  const decide = useCommand('decide_enforcement_request', {
    ...MANNER,
    onDone: () => {
      say(t('enforcement.decidedNow'));
      onClose();
    },
  });
  const whole = Boolean(outcome && basis.trim() && reasons.trim());
  const give = () =>
    decide.mutate({
      path: { id: it.id },
      body: { outcome: outcome as Outcome, legal_basis: basis.trim(), reasons: reasons.trim() },
    });
  return (
    <Dialog
      title={t('enforcement.decide')}
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button kind="primary" isPending={decide.isPending} isDisabled={!whole} onPress={give}>
            {t('enforcement.decide')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={decide.error} />
      <p className={style.soft}>{t('enforcement.decideExplain')}</p>
      <RadioGroup
        label={t('enforcement.outcome')}
        choices={OUTCOMES.map((one) => ({ value: one, label: t(`outcome.${one}`) }))}
        value={outcome}
        onChange={setOutcome}
      />
      <TextField
        label={t('enforcement.basis')}
        maxLength={300}
        value={basis}
        onChange={setBasis}
        error={errorAt(decide.error, '/legal_basis')}
      />
      <TextField
        label={t('enforcement.reasons')}
        lines={4}
        maxLength={4000}
        value={reasons}
        onChange={setReasons}
        error={errorAt(decide.error, '/reasons')}
      />
    </Dialog>
  );
}

function Answer({ it, onClose }: { it: Shown; onClose: () => void }) {
  const { t } = useTranslation(['registers', 'common']);
  const [number, setNumber] = useState('');
  const [document, setDocument] = useState('');
  const answer = useCommand('answer_enforcement_request', {
    ...MANNER,
    onDone: () => {
      say(t('enforcement.answeredNow'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('enforcement.answer')}
      wide
      isOpen
      keep
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button
            kind="primary"
            isPending={answer.isPending}
            isDisabled={!number.trim() || !document.trim()}
            onPress={() =>
              answer.mutate({
                path: { id: it.id },
                body: { document_number: number.trim(), document: document.trim() },
              })
            }
          >
            {t('enforcement.answer')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={answer.error} />
      <p className={style.soft}>
        {t(it.outcome === 'refused' ? 'enforcement.answerRefusal' : 'enforcement.answerExplain')}
      </p>
      <TextField
        label={t('enforcement.documentNumber')}
        width="medium"
        maxLength={60}
        value={number}
        onChange={setNumber}
        error={errorAt(answer.error, '/document_number')}
      />
      <TextField
        label={t('enforcement.document')}
        lines={8}
        maxLength={20_000}
        value={document}
        onChange={setDocument}
        error={errorAt(answer.error, '/document')}
      />
    </Dialog>
  );
}

function Confirm({ it }: { it: Shown }) {
  const { t } = useTranslation('registers');
  const confirm = useCommand('confirm_enforcement_request', {
    ...MANNER,
    onDone: () => say(t('enforcement.confirmedNow')),
  });
  return (
    <>
      <ProblemPanel error={confirm.error} />
      <Button kind="primary" isPending={confirm.isPending} onPress={() => confirm.mutate({ path: { id: it.id } })}>
        {t('enforcement.confirm')}
      </Button>
    </>
  );
}

function Asked({ it }: { it: Shown }) {
  const { t } = useTranslation('registers');
  const me = useMe();
  const country = useWords('country');
  const name = <bdi>{it.person_name ?? t('hiddenPerson')}</bdi>;
  return (
    <dl className={style.facts}>
      <dt>{t('enforcement.authority')}</dt>
      <dd>
        <bdi>{it.authority}</bdi> ({country(it.authority_country)})
      </dd>
      <dt>{t('enforcement.reference')}</dt>
      <dd>
        <bdi>{it.reference}</bdi>
      </dd>
      {it.person && (
        <>
          <dt>{t('person')}</dt>
          <dd>{can(me, 'person', 'read') ? <a href={`/people/${it.person}`}>{name}</a> : name}</dd>
        </>
      )}
      <dt>{t('enforcement.asked')}</dt>
      <dd>
        <Wrote>{it.asked}</Wrote>
      </dd>
    </dl>
  );
}

export default function Enforcement() {
  const { t } = useTranslation('registers');
  const { id } = enforcementRoute.useParams();
  const me = useMe();
  const [open, setOpen] = useState<'decide' | 'answer'>();
  const found = useQuery(query('get_enforcement_request', { path: { id } }));
  const it = found.data;
  if (!it) {
    return (
      <RegisterPage area="enforcement" title={t('enforcement.one')}>
        {found.isPending ? <Skeleton lines={6} /> : <Empty icon={Gavel} title={t('hidden')} />}
      </RegisterPage>
    );
  }
  const how = standing(it);
  const mine = TWO.find((role) => me?.roles.some((one) => one.role === role));
  const decides = can(me, 'enforcement_request', 'approve') && mine !== undefined;
  const answers = can(me, 'enforcement_request', 'update');
  const close = () => setOpen(undefined);
  const change = (
    <Button
      size={how === 'toDecide' ? 'm' : 's'}
      kind={how === 'toDecide' ? 'primary' : 'plain'}
      onPress={() => setOpen('decide')}
    >
      {t(how === 'toDecide' ? 'enforcement.decide' : 'enforcement.decideAnew')}
    </Button>
  );
  const steps: Step[] = [
    { key: 'received', title: t('enforcement.stepReceived'), day: dateInWords(it.received_on) },
    {
      key: 'decided',
      title: it.outcome ? <OutcomeChip outcome={it.outcome} /> : t('enforcement.stepDecide'),
      day: it.outcome ? t(`enforcement.as.${it.decided_as as Role}`) : undefined,
      who: it.decided_by_name,
      children: (
        <>
          {it.legal_basis && <Wrote>{it.legal_basis}</Wrote>}
          {it.reasons && <Wrote>{it.reasons}</Wrote>}
          {!it.confirmed_at && decides && change}
        </>
      ),
    },
    {
      key: 'confirmed',
      title: t(it.confirmed_at ? 'enforcement.stepConfirmed' : 'enforcement.stepConfirm'),
      at: it.confirmed_at,
      who: it.confirmed_by_name,
      children: how === 'toConfirm' && decides && mine !== it.decided_as && <Confirm it={it} />,
    },
    {
      key: 'answered',
      title: t(it.answered_at ? 'enforcement.stepAnswered' : 'enforcement.stepAnswer'),
      at: it.answered_at,
      children: how === 'toAnswer' && answers && (
        <Button kind="primary" onPress={() => setOpen('answer')}>
          {t('enforcement.answer')}
        </Button>
      ),
    },
  ];
  return (
    <RegisterPage
      area="enforcement"
      title={t('enforcement.one')}
      actions={
        how === 'answered' ? (
          <OutcomeChip outcome={it.outcome ?? ''} />
        ) : (
          <Chip tone="wait">{t(`enforcement.standing.${how}`)}</Chip>
        )
      }
    >
      <Sheet>
        <Asked it={it} />
      </Sheet>
      <Sheet title={t('way')}>
        <Steps label={t('way')} steps={steps} />
      </Sheet>
      {it.document && (
        <Sheet
          title={
            <>
              {t('enforcement.documentTitle')} <span className="number">{it.document_number}</span>
            </>
          }
          aside={
            <SaveButton name="answer.txt" type="text/plain" text={it.document}>
              {t('enforcement.saveDocument')}
            </SaveButton>
          }
        >
          <Wrote>{it.document}</Wrote>
        </Sheet>
      )}
      {open === 'decide' && <Decide it={it} onClose={close} />}
      {open === 'answer' && <Answer it={it} onClose={close} />}
    </RegisterPage>
  );
}
