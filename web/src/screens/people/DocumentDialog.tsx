/** Adding or changing an identity document. The machine-readable zone, typed as it stands, is read and checked by the service. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { Schemas } from '../../api/types';
import { ComboBox } from '../../design/ComboBox';
import { DateField } from '../../design/DateField';
import { Select, TextField } from '../../design/Field';
import { useChoices } from '../../programme/codes';
import type { Paper } from './Documents';
import { EntryDialog, filled } from './EntryDialog';
import { saidByZone } from './zone';

type Form = Schemas['DocumentForm'];

const fresh = (it?: Paper): Form =>
  it
    ? {
        kind: it.kind,
        issuer: it.issuer,
        number: it.number,
        issued_on: it.issued_on,
        expires_on: it.expires_on,
        mrz: it.mrz,
        authenticity: it.authenticity,
        note: it.note,
      }
    : { kind: 'passport', authenticity: 'unverified' };

const day = (date: string | null | undefined) => (date ? { date, precision: 'day' as const } : null);

export function DocumentDialog({
  person,
  document,
  onClose,
}: {
  person: string;
  document?: Paper;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const [form, setForm] = useState(() => fresh(document));
  const set = (change: Partial<Form>) => setForm((it) => ({ ...it, ...change }));
  const manner = { label: 'unsent.did.change', touches: ['get_history'], onDone: onClose };
  const add = useCommand('add_document', manner);
  const put = useCommand('put_document', manner);
  const { error, isPending } = document ? put : add;
  const kinds = useChoices('document-kind', [form.kind]);
  const countries = useChoices('country', form.issuer ? [form.issuer] : []);
  const trust = useChoices('document-authenticity', [form.authenticity]);
  const read = (typed: string) => {
    const next = { ...form, mrz: typed.toUpperCase() };
    setForm(next);
    void saidByZone(next, new Set(countries.map((it) => it.value))).then((said) => {
      if (Object.keys(said).length > 0) set(said);
    });
  };
  const save = () => {
    const body = filled(form);
    if (document) put.mutate({ path: { id: person, document: document.id }, body, version: document.version });
    else add.mutate({ path: { id: person }, body });
  };
  return (
    <EntryDialog
      title={t(document ? 'document.change' : 'document.add')}
      error={error}
      pending={isPending}
      whole
      onSave={save}
      onClose={onClose}
    >
      <Select
        label={t('document.kind')}
        choices={kinds}
        value={form.kind}
        onChange={(it) => set({ kind: it ?? form.kind })}
        error={errorAt(error, '/kind')}
      />
      {form.kind !== 'none' && (
        <>
          <TextField
            label={t('document.mrz')}
            help={t('document.mrzHelp')}
            required={false}
            lines={3}
            value={form.mrz ?? ''}
            onChange={read}
            error={errorAt(error, '/mrz')}
            maxLength={200}
          />
          <ComboBox
            label={t('document.issuer')}
            required={false}
            choices={countries}
            value={form.issuer ?? null}
            onChange={(issuer) => set({ issuer })}
            error={errorAt(error, '/issuer')}
          />
          <TextField
            label={t('external.value')}
            required={false}
            value={form.number ?? ''}
            onChange={(number) => set({ number })}
            error={errorAt(error, '/number')}
            maxLength={60}
          />
          <DateField
            label={t('document.issuedOn')}
            required={false}
            value={day(form.issued_on)}
            onChange={(it) => set({ issued_on: it?.date })}
            error={errorAt(error, '/issued_on')}
          />
          <DateField
            label={t('document.expiresOn')}
            required={false}
            value={day(form.expires_on)}
            onChange={(it) => set({ expires_on: it?.date })}
            error={errorAt(error, '/expires_on')}
          />
        </>
      )}
      <Select
        label={t('document.trust')}
        choices={trust}
        value={form.authenticity}
        onChange={(it) => set({ authenticity: it ?? form.authenticity })}
      />
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
