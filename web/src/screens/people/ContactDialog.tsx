/** Adding or changing a way to reach somebody. Whether it is safe is asked, never assumed. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { Schemas } from '../../api/types';
import { Checkbox, RadioGroup } from '../../design/Choices';
import { Select, TextField } from '../../design/Field';
import { useChoices } from '../../programme/codes';
import type { Contact } from './Contacts';
import { EntryDialog, filled } from './EntryDialog';
import style from './Person.module.css';

type Form = Omit<Schemas['ContactForm'], 'safe'> & { safe: boolean | null };

const fresh = (it?: Contact): Form =>
  it
    ? {
        kind: it.kind,
        value: it.value,
        safe: it.safe,
        safe_from: it.safe_from,
        safe_until: it.safe_until,
        by_whom: it.by_whom,
        code_phrase: it.code_phrase,
        automated: it.automated,
        note: it.note,
      }
    : { kind: 'phone', value: '', safe: null };

/** A time of day as the API has it. */
const seconds = (time: string | null | undefined) => (time && time.length === 5 ? `${time}:00` : time);

export function ContactDialog({
  person,
  contact,
  onClose,
}: {
  person: string;
  contact?: Contact;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const [form, setForm] = useState(() => fresh(contact));
  const set = (change: Partial<Form>) => setForm((it) => ({ ...it, ...change }));
  const manner = { label: 'unsent.did.change', touches: ['get_history'], onDone: onClose };
  const add = useCommand('add_contact', manner);
  const put = useCommand('put_contact', manner);
  const { error, isPending } = contact ? put : add;
  const kinds = useChoices('contact-kind', [form.kind]);
  const save = () => {
    if (form.safe === null) return;
    const safe = form.safe;
    const body = filled({
      ...form,
      safe,
      safe_from: safe ? seconds(form.safe_from) : undefined,
      safe_until: safe ? seconds(form.safe_until) : undefined,
      // Nothing writes by itself to where it is not safe.
      automated: safe && !form.by_whom ? form.automated : false,
    });
    if (contact) put.mutate({ path: { id: person, contact: contact.id }, body, version: contact.version });
    else add.mutate({ path: { id: person }, body });
  };
  return (
    <EntryDialog
      title={t(contact ? 'contact.change' : 'contact.add')}
      error={error}
      pending={isPending}
      whole={form.value.trim() !== '' && form.safe !== null}
      onSave={save}
      onClose={onClose}
    >
      <Select
        label={t('contact.kind')}
        choices={kinds}
        value={form.kind}
        onChange={(it) => set({ kind: it ?? form.kind })}
      />
      <TextField
        label={t('contact.value')}
        value={form.value}
        onChange={(value) => set({ value })}
        error={errorAt(error, '/value')}
        maxLength={300}
      />
      <RadioGroup
        label={t('contact.isSafe')}
        help={t('contact.isSafeHelp')}
        row
        choices={[
          { value: 'yes', label: t('contact.safeYes') },
          { value: 'no', label: t('contact.safeNo') },
        ]}
        value={form.safe === null ? null : form.safe ? 'yes' : 'no'}
        onChange={(it) => set({ safe: it === 'yes' })}
      />
      {form.safe && (
        <>
          <div className={style.row}>
            <TextField
              label={t('contact.from')}
              required={false}
              type="time"
              value={form.safe_from?.slice(0, 5) ?? ''}
              onChange={(it) => set({ safe_from: it || null })}
              error={errorAt(error, '/safe_from')}
            />
            <TextField
              label={t('contact.until')}
              required={false}
              type="time"
              value={form.safe_until?.slice(0, 5) ?? ''}
              onChange={(it) => set({ safe_until: it || null })}
              error={errorAt(error, '/safe_until')}
            />
          </div>
          <TextField
            label={t('contact.who')}
            help={t('contact.whoHelp')}
            required={false}
            value={form.by_whom ?? ''}
            onChange={(by_whom) => set({ by_whom })}
            maxLength={200}
          />
          <TextField
            label={t('contact.code')}
            help={t('contact.codeHelp')}
            required={false}
            value={form.code_phrase ?? ''}
            onChange={(code_phrase) => set({ code_phrase })}
            maxLength={200}
          />
          {!form.by_whom && (
            <Checkbox isSelected={form.automated ?? false} onChange={(automated) => set({ automated })}>
              {t('contact.mayAutomate')}
            </Checkbox>
          )}
        </>
      )}
      <TextField
        label={t('household.note')}
        required={false}
        lines={2}
        value={form.note ?? ''}
        onChange={(note) => set({ note })}
        maxLength={2000}
      />
    </EntryDialog>
  );
}
