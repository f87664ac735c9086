/** Adding a name, or correcting one: the corrected name takes its place and the original stays to be seen. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { useChoices } from '../../programme/codes';
import { directionOfScript, type Name, type Script, scriptOf } from './names';
import style from './Person.module.css';
import { Written } from './PersonName';

export type NameAct = { kind: 'add' } | { kind: 'correct'; name: Name };
type Form = Schemas['NameForm'];

const PARTS = ['given', 'family', 'patronymic', 'father', 'grandfather', 'tribe', 'title'] as const;
/** The language that most names in a script are in here. */
const USUAL: Record<Script, string | undefined> = { Cyrl: 'tgk', Arab: 'prs', Latn: undefined };

function fresh(act: NameAct): Form {
  if (act.kind === 'add') return { kind: 'legal', script: 'Cyrl', language: 'tgk', as_written: '' };
  const { id: _id, corrects: _c, superseded_at: _s, created_at: _a, ...form } = act.name;
  return form;
}

/** Parts that do not stand in the whole name any more. */
const gone = (form: Form) =>
  PARTS.filter((it) => form[it]?.trim() && !form.as_written.toLowerCase().includes(form[it].trim().toLowerCase()));

/** What is sent: empty parts are not said at all, nor those of the name as it was before. */
function cleaned(form: Form): Form {
  const left: readonly string[] = gone(form);
  const filled = Object.entries(form).filter(
    ([name, value]) => value !== '' && value !== null && value !== undefined && !left.includes(name),
  );
  return Object.fromEntries(filled) as unknown as Form;
}

export function NameDialog({ person, act, onClose }: { person: string; act: NameAct; onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const [form, setForm] = useState(() => fresh(act));
  const [reason, setReason] = useState('');
  const set = (change: Partial<Form>) => setForm((it) => ({ ...it, ...change }));
  const done = {
    label: 'unsent.did.change',
    onDone: (it: { kept: boolean }) => {
      say(it.kept ? t('common:unsent.kept') : t('names.saved'), { tone: it.kept ? 'kept' : 'good' });
      onClose();
    },
  };
  const add = useCommand('add_name', done);
  const correct = useCommand('correct_name', done);
  const { error, isPending } = act.kind === 'add' ? add : correct;
  const at = act.kind === 'add' ? '' : '/name';
  const scripts = useChoices('script', [form.script]);
  const kinds = useChoices('name-kind', [form.kind]);
  const languages = useChoices('language', form.language ? [form.language] : []);
  const save = () => {
    const name = cleaned(form);
    if (act.kind === 'add') add.mutate({ path: { id: person }, body: name });
    else {
      const body = { name, reason: reason.trim() || undefined };
      correct.mutate({ path: { id: person, name: act.name.id }, body });
    }
  };
  // The script follows what is written, and the usual language follows the script.
  const write = (as_written: string) => {
    const script = scriptOf(as_written);
    const moved = script && script !== form.script ? { script, language: USUAL[script] } : {};
    set({ as_written, ...moved });
  };
  return (
    <Dialog
      title={t(act.kind === 'add' ? 'names.add' : 'names.correctTitle')}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('common:dialog.cancel')}
          </Button>
          <Button kind="primary" isPending={isPending} isDisabled={!form.as_written.trim()} onPress={save}>
            {t(act.kind === 'add' ? 'names.add' : 'names.correct')}
          </Button>
        </>
      }
    >
      <ProblemPanel error={error} />
      {act.kind === 'correct' && (
        <p className={style.note}>
          {t('names.keeps')} <Written name={act.name} />
        </p>
      )}
      <TextField
        label={t('name.asWritten')}
        help={t('name.asWrittenHelp')}
        value={form.as_written}
        onChange={write}
        error={errorAt(error, `${at}/as_written`)}
        maxLength={300}
        autoFocus
      />
      <div className={style.row}>
        <Select
          label={t('name.kind')}
          choices={kinds}
          value={form.kind}
          onChange={(it) => set({ kind: it ?? 'legal' })}
        />
        <Select
          label={t('name.script')}
          choices={scripts}
          value={form.script}
          error={errorAt(error, `${at}/script`)}
          onChange={(it) => set({ script: it ?? form.script })}
        />
        <Select
          label={t('name.language')}
          required={false}
          choices={languages}
          value={form.language ?? null}
          onChange={(it) => set({ language: it ?? undefined })}
        />
      </div>
      <details className={style.details} open={act.kind === 'correct' && PARTS.some((it) => form[it])}>
        <summary>{t('name.parts')}</summary>
        <p className={style.note}>{t('name.partsHelp')}</p>
        {gone(form).length > 0 && (
          <p className={style.note} role="status">
            {t('name.partsGone', {
              parts: gone(form)
                .map((it) => t(`name.${it}`))
                .join(', '),
            })}
          </p>
        )}
        <div className={style.row} dir={directionOfScript(form.script)}>
          {PARTS.map((it) => (
            <TextField
              key={it}
              label={t(`name.${it}`)}
              value={form[it] ?? ''}
              onChange={(value) => set({ [it]: value })}
              error={errorAt(error, `${at}/${it}`)}
              maxLength={100}
            />
          ))}
        </div>
      </details>
      <details className={style.details} open={Boolean(form.valid_from ?? form.valid_to)}>
        <summary>{t('name.when')}</summary>
        <DateField
          label={t('name.from')}
          required={false}
          value={form.valid_from ? { date: form.valid_from, precision: 'day' } : null}
          onChange={(it) => set({ valid_from: it?.date })}
          error={errorAt(error, `${at}/valid_from`)}
        />
        <DateField
          label={t('name.to')}
          required={false}
          value={form.valid_to ? { date: form.valid_to, precision: 'day' } : null}
          onChange={(it) => set({ valid_to: it?.date })}
          error={errorAt(error, `${at}/valid_to`)}
        />
      </details>
      {act.kind === 'correct' && (
        <TextField label={t('names.reason')} required={false} value={reason} onChange={setReason} maxLength={500} />
      )}
    </Dialog>
  );
}
