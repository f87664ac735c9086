/** Recording a consent, or the law that stands in its place. It cannot be changed afterwards; a narrower one is another consent. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { CheckboxGroup, RadioGroup } from '../../design/Choices';
import { DateField } from '../../design/DateField';
import { Select, TextField } from '../../design/Field';
import { useChoices } from '../../programme/codes';
import { EntryDialog, filled } from './EntryDialog';
import { PersonPicker } from './PersonPicker';

/** What a consent may name of a person, as the API calls it. */
export const SHARED = [
  'names',
  'birth',
  'citizenships',
  'documents',
  'contacts',
  'household',
  'case',
  'photo',
  'health',
  '*',
] as const;

export function ConsentDialog({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation('people');
  const [purpose, setPurpose] = useState<string | null>(null);
  const [fields, setFields] = useState<string[]>([]);
  const [recipient, setRecipient] = useState('');
  const [givenBy, setGivenBy] = useState('self');
  const [guardian, setGuardian] = useState<string | null>(null);
  const [article, setArticle] = useState('');
  const [form, setForm] = useState<string | null>('written');
  const [until, setUntil] = useState<string>();
  const [note, setNote] = useState('');
  const purposes = useChoices('consent-purpose');
  const givers = useChoices('consent-given-by');
  const forms = useChoices('consent-form');
  const byLaw = givenBy === 'legal-basis';
  const give = useCommand('give_consent', { label: 'unsent.did.change', touches: ['get_history'], onDone: onClose });
  const save = () => {
    if (!purpose) return;
    const body = filled({
      purpose,
      // Everything says the rest, too.
      fields: fields.includes('*') ? ['*'] : fields,
      given_by: givenBy,
      recipient: recipient.trim(),
      guardian: givenBy === 'guardian' ? guardian : undefined,
      legal_article: byLaw ? article.trim() : undefined,
      form: byLaw ? undefined : form,
      until,
      note: note.trim(),
    });
    give.mutate({ path: { id: person }, body });
  };
  return (
    <EntryDialog
      title={t('consent.add')}
      error={give.error}
      pending={give.isPending}
      whole={Boolean(purpose) && fields.length > 0}
      onSave={save}
      onClose={onClose}
    >
      <Select
        label={t('consent.purpose')}
        choices={purposes}
        value={purpose}
        onChange={setPurpose}
        error={errorAt(give.error, '/purpose')}
      />
      <CheckboxGroup
        label={t('consent.fields')}
        choices={SHARED.map((it) => ({ value: it, label: t(`consent.shared.${it === '*' ? 'all' : it}`) }))}
        value={fields}
        onChange={setFields}
        error={errorAt(give.error, '/fields')}
      />
      <TextField
        label={t('consent.recipient')}
        help={t('consent.recipientHelp')}
        required={false}
        value={recipient}
        onChange={setRecipient}
        error={errorAt(give.error, '/recipient')}
        maxLength={120}
      />
      <RadioGroup
        label={t('consent.givenBy')}
        row
        choices={givers}
        value={givenBy}
        onChange={setGivenBy}
        error={errorAt(give.error, '/given_by')}
      />
      {givenBy === 'guardian' && (
        <PersonPicker
          label={t('consent.guardian')}
          person={person}
          value={guardian}
          onChange={setGuardian}
          error={errorAt(give.error, '/guardian')}
        />
      )}
      {byLaw ? (
        <TextField
          label={t('consent.article')}
          value={article}
          onChange={setArticle}
          error={errorAt(give.error, '/legal_article')}
          maxLength={300}
        />
      ) : (
        <Select
          label={t('consent.form')}
          choices={forms}
          value={form}
          onChange={setForm}
          error={errorAt(give.error, '/form')}
        />
      )}
      <DateField
        label={t('consent.until')}
        required={false}
        value={until ? { date: until, precision: 'day' } : null}
        onChange={(it) => setUntil(it?.date)}
        error={errorAt(give.error, '/until')}
      />
      <TextField
        label={t('household.note')}
        required={false}
        lines={2}
        value={note}
        onChange={setNote}
        maxLength={2000}
      />
    </EntryDialog>
  );
}
