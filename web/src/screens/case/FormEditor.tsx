/** One form, open: its answers, saved as they are given; or read, where this member may not write it. */
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CloudOff, LoaderCircle, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import { Button } from '../../design/Button';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count } from '../../locale/dates';
import { type Answers, type Facts, isShown, useConditions } from '../../programme/conditions';
import { type Definition, type Field, fieldsOf } from '../../programme/definition';
import { controlId, EntryForm } from '../../programme/EntryForm';
import { Said } from '../../programme/Said';
import { type Conflict, type Form, type SavingState, useSaving } from '../../programme/saving';
import style from './FormEditor.module.css';
import { useSubjectFacts } from './facts';
import { type CaseView, peopleOf } from './view';

interface Props {
  it: CaseView;
  definition: Definition;
  line: CaseView['sections'][number];
  writable: boolean;
}

function Saved({ state }: { state: SavingState }) {
  const { t } = useTranslation('case');
  const marks = {
    still: null,
    saving: <LoaderCircle aria-hidden="true" />,
    saved: <CircleCheck aria-hidden="true" />,
    kept: <CloudOff aria-hidden="true" />,
  };
  return (
    <span className={style.saved} data-state={state} role="status">
      {marks[state]}
      {t(`saving.${state}`)}
    </span>
  );
}

/** Both changed the same answer: the member chooses, seeing both. */
function Conflicts({
  conflicts,
  fields,
  it,
  choose,
}: {
  conflicts: readonly Conflict[];
  fields: readonly [string, Field][];
  it: CaseView;
  choose: (conflict: Conflict, mine: boolean) => void;
}) {
  const { t } = useTranslation('case');
  const people = peopleOf(it);
  return conflicts.map((conflict) => {
    const field = fields.find(([name]) => name === conflict.name)?.[1];
    return (
      field && (
        <div key={conflict.name} className={style.conflict} role="alert">
          <p>{t('saving.conflict', { field: field.title })}</p>
          <div className={style.sides}>
            <Button onPress={() => choose(conflict, true)}>
              {t('saving.mine')}: <Said field={field} value={conflict.mine} people={people} />
            </Button>
            <Button onPress={() => choose(conflict, false)}>
              {t('saving.theirs')}: <Said field={field} value={conflict.theirs} people={people} />
            </Button>
          </div>
        </div>
      )
    );
  });
}

interface EntryProps extends Props {
  form: Form;
  /** From 1; nothing where the form does not repeat. */
  entry: number | undefined;
  facts: Omit<Facts, 'entry'>;
}

function Entry({ it, definition, line, form, entry, facts }: EntryProps) {
  const { t } = useTranslation('case');
  const fields = fieldsOf(definition.sections[line.section]);
  const evaluate = useConditions(fields);
  const saving = useSaving(it.id, form, entry);
  const prefix = `${line.section}-${entry ?? 0}`;
  const base = entry === undefined ? '' : `/${entry - 1}`;
  const own = entry === undefined ? { ...facts.section, [line.section]: saving.answers } : facts.section;
  const field = (at: string) => at.split('/').pop() ?? '';
  return (
    <div className={style.entry}>
      <header className={style.state}>
        {entry !== undefined && <h3>{t('forms.entry', { number: count(entry) })}</h3>}
        <Saved state={saving.state} />
      </header>
      <ProblemPanel
        error={saving.problem}
        focus={false}
        nameOf={(at) => fields.find(([name]) => name === field(at))?.[1].title}
        idOf={(at) => controlId(prefix, field(at))}
      />
      <Conflicts conflicts={saving.conflicts} fields={fields} it={it} choose={saving.choose} />
      <EntryForm
        section={line.section}
        prefix={prefix}
        fields={fields}
        answers={saving.answers}
        facts={{ ...facts, section: own }}
        evaluate={evaluate}
        people={peopleOf(it)}
        onAnswer={saving.answer}
        errorOf={(name) => errorAt(saving.problem, `/${name}`) ?? errorAt(saving.problem, `${base}/${name}`)}
      />
    </div>
  );
}

function Read({
  answers,
  fields,
  it,
  facts,
}: {
  answers: Answers;
  fields: readonly [string, Field][];
  it: CaseView;
  facts: Omit<Facts, 'entry'>;
}) {
  const evaluate = useConditions(fields);
  return (
    <dl className={style.facts}>
      {fields
        .filter(([, field]) => isShown(field, { ...facts, entry: answers }, evaluate))
        .map(([name, field]) => (
          <div key={name}>
            <dt>{field.title}</dt>
            <dd>
              <Said field={field} value={answers[name]} people={peopleOf(it)} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

export function FormEditor(props: Props) {
  const { it, definition, line, writable } = props;
  const { t } = useTranslation('case');
  const section = definition.sections[line.section];
  const loaded = useQuery({
    ...query('get_section', { path: { id: it.id, section: line.section } }),
    enabled: line.readable,
  });
  const [added, setAdded] = useState(0);
  const subject = useSubjectFacts(it, definition, [line.section]);
  const unread: Form = {
    section: line.section,
    title: line.title,
    class: it.class,
    repeat: section?.repeat ?? false,
    answers: null,
    version: line.version ?? 0,
  };
  const form = (line.readable ? loaded.data : unread) as Form | undefined;
  const facts: Omit<Facts, 'entry'> = {
    section: { [line.section]: form?.answers ?? {} },
    flag: it.flags as Record<string, unknown>,
    subject,
  };
  const fields = fieldsOf(section);
  const closed = definition.states[it.state]?.final ?? false;
  const may = writable && !closed;
  if (loaded.error) return <ProblemPanel error={loaded.error} focus={false} />;
  if (!form) return <Skeleton lines={6} />;
  const entries = Array.isArray(form.answers) ? form.answers : [];
  if (!section?.repeat) {
    return (
      <Sheet title={line.title}>
        {!line.readable && <p className={style.note}>{t('forms.writeOnly')}</p>}
        {may ? (
          <Entry {...props} form={form} entry={undefined} facts={facts} />
        ) : (
          <Read answers={(form.answers ?? {}) as Answers} fields={fields} it={it} facts={facts} />
        )}
      </Sheet>
    );
  }
  const numbers = Array.from(
    { length: Math.max(entries.length, entries.length === 0 && may ? 1 : 0, added) },
    (_, place) => place + 1,
  );
  return (
    <Sheet title={line.title}>
      {!line.readable && <p className={style.note}>{t('forms.writeOnly')}</p>}
      {numbers.length === 0 && <p className={style.none}>{t('forms.nothing')}</p>}
      {numbers.map((number) =>
        may ? (
          <Entry key={number} {...props} form={form} entry={number} facts={facts} />
        ) : (
          <Read key={number} answers={entries[number - 1] ?? {}} fields={fields} it={it} facts={facts} />
        ),
      )}
      {may && numbers.length === entries.length && (
        <div>
          <Button icon={<Plus />} onPress={() => setAdded(entries.length + 1)}>
            {t('forms.add')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
