/** What somebody agreed to: for what, which of their data, to whom, until when; and what they took back. */
import { useQuery } from '@tanstack/react-query';
import { Handshake, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, momentInWords, today } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { ConsentDialog, SHARED } from './ConsentDialog';
import { EntryDialog } from './EntryDialog';
import style from './Person.module.css';
import { PersonLink } from './PersonName';

type Consent = LineOf<'list_consents'>;

function Standing({ it }: { it: Consent }) {
  const { t } = useTranslation('people');
  if (it.withdrawn_at) return <Chip tone="bad">{t('consent.withdrawn', { at: momentInWords(it.withdrawn_at) })}</Chip>;
  if (it.until && it.until < today()) return <Chip>{t('consent.ended', { day: dateInWords(it.until) })}</Chip>;
  if (it.from > today()) return <Chip tone="wait">{t('consent.later', { day: dateInWords(it.from) })}</Chip>;
  return <Chip tone="good">{t('consent.stands')}</Chip>;
}

function Withdraw({ person, consent, onClose }: { person: string; consent: Consent; onClose: () => void }) {
  const { t } = useTranslation('people');
  const purpose = useWords('consent-purpose');
  const [reason, setReason] = useState('');
  const withdraw = useCommand('withdraw_consent', {
    label: 'unsent.did.change',
    touches: ['get_history'],
    onDone: onClose,
  });
  return (
    <EntryDialog
      title={t('consent.withdraw')}
      does={t('consent.withdraw')}
      error={withdraw.error}
      pending={withdraw.isPending}
      whole
      onSave={() =>
        withdraw.mutate({ path: { id: person, consent: consent.id }, body: { reason: reason.trim() || undefined } })
      }
      onClose={onClose}
    >
      <p>
        <strong>{purpose(consent.purpose)}</strong>
      </p>
      <p>{t('consent.withdrawExplain')}</p>
      <TextField
        label={t('consent.why')}
        help={t('consent.whyHelp')}
        required={false}
        value={reason}
        onChange={setReason}
        maxLength={500}
      />
    </EntryDialog>
  );
}

export function Consents({ person, mayChange }: { person: string; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const purpose = useWords('consent-purpose');
  const givenBy = useWords('consent-given-by');
  const form = useWords('consent-form');
  const [act, setAct] = useState<{ withdraw?: Consent }>();
  const found = useQuery(query('list_consents', { path: { id: person } }));
  const all = found.data?.data ?? [];
  const add = mayChange && (
    <Button size="s" icon={<Plus />} onPress={() => setAct({})}>
      {t('consent.add')}
    </Button>
  );
  const shared = (fields: readonly string[]) =>
    SHARED.filter((it) => fields.includes(it))
      .map((it) => t(`consent.shared.${it === '*' ? 'all' : it}`))
      .join(', ');
  if (found.isPending) return <Skeleton />;
  return (
    <Sheet title={t('sides.consents')} aside={all.length > 0 && add}>
      <ProblemPanel error={found.error} focus={false} />
      {all.length === 0 && !found.error && (
        <Empty icon={Handshake} title={t('consent.none')} action={add}>
          {t('consent.noneDetail')}
        </Empty>
      )}
      <ul className={style.people}>
        {all.map((it) => (
          <li key={it.id}>
            <div>
              <p>
                <strong>{purpose(it.purpose)}</strong> <Standing it={it} />
              </p>
              <p>
                {shared(it.fields)} {it.recipient && t('consent.to', { who: it.recipient })}
              </p>
              <p className={style.about}>
                <span>
                  {givenBy(it.given_by)} {it.guardian && <PersonLink id={it.guardian} />}
                </span>
                {it.form && <span>{form(it.form)}</span>}
                {it.legal_article && <span>{it.legal_article}</span>}
                <span>{t('name.since', { day: dateInWords(it.from) })}</span>
                {it.until && <span>{t('name.until', { day: dateInWords(it.until) })}</span>}
              </p>
              {it.note && <p className={style.note}>{it.note}</p>}
            </div>
            {mayChange && !it.withdrawn_at && (
              <Button size="s" kind="quiet" onPress={() => setAct({ withdraw: it })}>
                {t('consent.withdraw')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {act?.withdraw && <Withdraw person={person} consent={act.withdraw} onClose={() => setAct(undefined)} />}
      {act && !act.withdraw && <ConsentDialog person={person} onClose={() => setAct(undefined)} />}
    </Sheet>
  );
}
