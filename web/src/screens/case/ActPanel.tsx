/**
 * Doing an act: the forms that it asks for, a reason where one is due, the day where it was not today. What is typed is a draft until it is
 * given, and survives a reload.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { useDraft } from '../../api/drafts';
import { errorAt } from '../../api/problem';
import type { Schemas } from '../../api/types';
import { Button } from '../../design/Button';
import { Checkbox } from '../../design/Choices';
import { type DatedValue, DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { type Answers, type Facts, isAnswered, missingOf, useConditions } from '../../programme/conditions';
import { type Definition, fieldsOf } from '../../programme/definition';
import { controlId, EntryForm } from '../../programme/EntryForm';
import style from './ActPanel.module.css';
import { useSubjectFacts } from './facts';
import { Proposed } from './Proposed';
import { type CaseView, peopleOf } from './view';

interface Draft {
  /** One entry a form; a repeating one gains it. */
  sections: Record<string, Answers>;
  reason: string;
  day: DatedValue | null;
}

const EMPTY: Draft = { sections: {}, reason: '', day: null };

interface Props {
  act: Schemas['AllowedTransition'];
  it: CaseView;
  definition: Definition;
  onClose: () => void;
}

export function ActPanel({ act, it, definition, onClose }: Props) {
  const { t } = useTranslation(['case', 'common']);
  const { value: draft, change, drop, ready } = useDraft<Draft>(`act/${it.id}/${act.transition}`, EMPTY);
  const [tried, setTried] = useState(false);
  const [otherDay, setOtherDay] = useState(false);
  const evaluate = useConditions(act.asks.flatMap((name) => fieldsOf(definition.sections[name])));
  const subject = useSubjectFacts(it, definition, act.asks);
  const facts: Omit<Facts, 'entry'> = { section: draft.sections, flag: it.flags as Record<string, unknown>, subject };
  const give = useCommand('transition_case', {
    label: 'unsent.did.act',
    touches: ['get_work', 'list_cases'],
    onDone: (outcome) => {
      void drop();
      say(outcome.kept ? t('common:unsent.kept') : t('act.done', { act: act.title }), {
        tone: outcome.kept ? 'kept' : 'good',
      });
      onClose();
    },
  });
  // A second person confirms what the first one wrote; it is not asked for again.
  const confirms = it.proposal?.transition === act.transition;
  const asks = confirms ? [] : act.asks;
  const forms = asks.map((name) => ({
    name,
    section: definition.sections[name],
    fields: fieldsOf(definition.sections[name]),
  }));
  const missing = forms.flatMap(({ name, fields }) =>
    missingOf(fields, { ...facts, entry: draft.sections[name] ?? {} }, evaluate).map((field) => ({
      form: name,
      field,
    })),
  );
  const reasonMissing = act.reason_required && !confirms && !draft.reason.trim();

  const submit = () => {
    setTried(true);
    if (missing.length > 0 || reasonMissing) {
      const first = missing[0];
      const id = first ? controlId(`act-${first.form}`, first.field) : 'act-reason';
      const target = document.getElementById(id);
      target?.scrollIntoView({ block: 'center' });
      (target?.querySelector<HTMLElement>('input, select, textarea, button') ?? target)?.focus();
      return;
    }
    const sections = Object.fromEntries(
      forms.map(({ name, section }) => {
        const answers = Object.fromEntries(
          Object.entries(draft.sections[name] ?? {}).filter(([, value]) => isAnswered(value)),
        );
        return [name, section?.repeat ? [answers] : answers];
      }),
    );
    const body = {
      transition: act.transition,
      sections,
      reason: draft.reason.trim() || undefined,
      effective_at: draft.day?.date,
    };
    give.mutate({ path: { id: it.id }, version: it.version, body: body as never });
  };
  const pointer = (form: string, field: string) => {
    const repeat = definition.sections[form]?.repeat;
    return errorAt(give.error, repeat ? `/sections/${form}/0/${field}` : `/sections/${form}/${field}`);
  };
  const parts = (at: string) => /^\/sections\/(\w+)(?:\/\d+)?\/(\w+)/.exec(at);
  const nameOf = (at: string) => {
    const [, form = '', field = ''] = parts(at) ?? [];
    return fieldsOf(definition.sections[form]).find(([name]) => name === field)?.[1].title;
  };
  const idOf = (at: string) => {
    const [, form, field] = parts(at) ?? [];
    return form && field && act.asks.includes(form) ? controlId(`act-${form}`, field) : undefined;
  };
  const target = definition.states[act.to];

  return (
    <Dialog
      title={act.title}
      isOpen
      keep
      side
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('common:dialog.cancel')}</Button>
          <Button kind={target?.final ? 'danger' : 'primary'} isPending={give.isPending} onPress={submit}>
            {act.needs_second_person && !confirms ? t('act.propose') : act.title}
          </Button>
        </>
      }
    >
      {target && act.to !== it.state && <p className={style.to}>{t('act.leadsTo', { state: target.title })}</p>}
      {act.needs_second_person && !confirms && <p className={style.note}>{t('act.secondPerson')}</p>}
      {confirms && it.proposal && <Proposed proposal={it.proposal} it={it} definition={definition} asks={act.asks} />}
      <ProblemPanel error={give.error} nameOf={nameOf} idOf={idOf} />
      {ready &&
        forms.map(({ name, section, fields }) => (
          <fieldset key={name} className={style.form}>
            {(forms.length > 1 || section?.title !== act.title) && <legend>{section?.title}</legend>}
            <EntryForm
              section={name}
              prefix={`act-${name}`}
              fields={fields}
              answers={draft.sections[name] ?? {}}
              facts={facts}
              evaluate={evaluate}
              people={peopleOf(it)}
              errorOf={(field) =>
                pointer(name, field) ??
                (tried && missing.some((one) => one.form === name && one.field === field)
                  ? t('act.answerThis')
                  : undefined)
              }
              onAnswer={(field, value) =>
                change((before) => ({
                  ...before,
                  sections: { ...before.sections, [name]: { ...before.sections[name], [field]: value } },
                }))
              }
            />
          </fieldset>
        ))}
      {confirms ? null : act.reasons.length > 0 ? (
        <Select
          id="act-reason"
          label={t('act.reason')}
          required={act.reason_required}
          choices={act.reasons.map((code) => ({ value: code, label: definition.words.reasons[code] ?? code }))}
          value={draft.reason || null}
          onChange={(reason) => change((before) => ({ ...before, reason: reason ?? '' }))}
          error={errorAt(give.error, '/reason') ?? (tried && reasonMissing ? t('act.answerThis') : undefined)}
        />
      ) : (
        act.reason_required && (
          <TextField
            id="act-reason"
            label={t('act.reason')}
            lines={3}
            value={draft.reason}
            onChange={(reason) => change((before) => ({ ...before, reason }))}
            error={errorAt(give.error, '/reason') ?? (tried && reasonMissing ? t('act.answerThis') : undefined)}
          />
        )
      )}
      {!confirms && (
        <Checkbox isSelected={otherDay || draft.day !== null} onChange={setOtherDay}>
          {t('act.otherDay')}
        </Checkbox>
      )}
      {!confirms && (otherDay || draft.day !== null) && (
        <DateField
          label={t('act.day')}
          value={draft.day}
          onChange={(day) => change((before) => ({ ...before, day }))}
          error={errorAt(give.error, '/effective_at')}
        />
      )}
    </Dialog>
  );
}
