/** What was done in a case, in sentences, the latest first: who, what, in which answers, from what to what. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dayInWords, digits, localParts } from '../../locale/dates';
import type { Person } from '../../programme/AnswerField';
import { type Definition, fieldsOf } from '../../programme/definition';
import { Said } from '../../programme/Said';
import style from './Timeline.module.css';
import { type CaseView, peopleOf } from './view';

type Entry = LineOf<'get_timeline'>;
type Correction = Entry['corrections'][number];
type Change = { before?: unknown; after?: unknown };

export const timelineOf = (id: string) => pages('get_timeline', { path: { id }, query: { limit: 50 } });

/** Answers that were written, by form, in the form's own words. */
function written(fields: readonly string[], definition: Definition): [string, string[]][] {
  const forms = new Map<string, string[]>();
  for (const path of fields) {
    const [form = '', field] = path.split('.');
    const section = definition.sections[form];
    if (!section) continue;
    const title = fieldsOf(section).find(([name]) => name === field)?.[1].title;
    forms.set(section.title, [...(forms.get(section.title) ?? []), ...(title ? [title] : [])]);
  }
  return [...forms];
}

function StateChange({ change, definition }: { change: Change; definition: Definition }) {
  const title = (state: unknown) => definition.states[String(state)];
  const before = title(change.before);
  const after = title(change.after);
  if (!after || change.before === change.after) return null;
  return (
    <p className={style.change}>
      {before && (
        <>
          <Chip tone={PHASE_TONE[before.phase]} mark={false}>
            {before.title}
          </Chip>
          <ArrowRight aria-hidden="true" />
        </>
      )}
      <Chip tone={PHASE_TONE[after.phase]}>{after.title}</Chip>
    </p>
  );
}

/** Answers as they were and as they became. */
function Corrected({ it, definition, people }: { it: Correction; definition: Definition; people: readonly Person[] }) {
  const section = definition.sections[it.section];
  const field = section && fieldsOf(section).find(([name]) => name === it.field)?.[1];
  if (!field) return null;
  return (
    <p className={style.change}>
      <span className={style.actor}>{field.title}</span>
      <del>
        <Said field={field} value={it.before} people={people} />
      </del>
      <ArrowRight aria-hidden="true" />
      <ins>
        <Said field={field} value={it.after} people={people} />
      </ins>
    </p>
  );
}

/** What several corrections of one answer come to, the latest first: from what it said at first to what it says at last. */
function summed(corrections: readonly Correction[]): Correction[] {
  const sum = new Map<string, Correction>();
  for (const it of corrections) {
    const key = `${it.section}.${it.entry ?? ''}.${it.field}`;
    sum.set(key, { ...it, after: (sum.get(key) ?? it).after });
  }
  return [...sum.values()].filter((it) => JSON.stringify(it.before) !== JSON.stringify(it.after));
}

/** A form saves with every answer; what one member wrote into forms in one go is told as one. */
export function gathered(entries: readonly Entry[]): Entry[] {
  const told: Entry[] = [];
  for (const entry of entries) {
    const last = told.at(-1);
    if (last && last.operation === FORM_WRITTEN && entry.operation === FORM_WRITTEN && last.actor === entry.actor) {
      told[told.length - 1] = {
        ...last,
        fields: [...new Set([...last.fields, ...entry.fields])],
        corrections: summed([...last.corrections, ...entry.corrections]),
      };
    } else told.push(entry);
  }
  return told;
}

const FORM_WRITTEN = 'case.section_write';

const OPERATIONS = [
  'case.create',
  'case.transition',
  'case.decided',
  'case.deadline_fired',
  'case.deadline_reckoned',
  'case.section_write',
  'case.assign',
  'case.share',
  'case.unshare',
  'case.update',
  'deadline.pause',
  'deadline.resume',
  'deadline.waive',
  'note.create',
  'note.update',
  'task.create',
  'task.update',
  'alert.seen',
  'attachment.create',
] as const;

function Line({ entry, definition, people }: { entry: Entry; definition: Definition; people: readonly Person[] }) {
  const { t } = useTranslation('case');
  const { time } = localParts(entry.at);
  const known = OPERATIONS.find((it) => it === entry.operation);
  const actor = entry.actor_kind === 'system' || !entry.actor_name ? t('timeline.clock') : entry.actor_name;
  const what = entry.acts.length > 0 ? entry.acts.join(' · ') : t(`timeline.done.${known ?? 'other'}`);
  const change = entry.change as { state?: Change } | null;
  return (
    <li className={style.line}>
      <time className={style.time} dateTime={entry.at}>
        {digits(time)}
      </time>
      <div>
        <p>
          <strong>{what}</strong> <span className={style.actor}>{actor}</span>
        </p>
        {change?.state && <StateChange change={change.state} definition={definition} />}
        {written(entry.fields, definition).map(([form, fields]) => (
          <p key={form} className={style.fields}>
            {form}
            {fields.length > 0 && `: ${fields.join(', ')}`}
          </p>
        ))}
        {entry.corrections.map((it) => (
          <Corrected
            key={`${it.section}.${it.entry ?? ''}.${it.field}`}
            it={it}
            definition={definition}
            people={people}
          />
        ))}
        {entry.reason && <p className={style.reason}>{definition.words.reasons[entry.reason] ?? entry.reason}</p>}
      </div>
    </li>
  );
}

export function Timeline({ it, definition }: { it: CaseView; definition: Definition }) {
  const { t } = useTranslation('case');
  const timeline = useInfiniteQuery(timelineOf(it.id));
  const entries = timeline.data?.pages.flatMap((page) => page.data) ?? [];
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { date } = localParts(entry.at);
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  if (timeline.isPending) return <Skeleton lines={8} />;
  return (
    <Sheet title={t('timeline.title')}>
      <ProblemPanel error={timeline.error} focus={false} />
      {[...days].map(([date, lines]) => (
        <section key={date} className={style.day}>
          <h3>{dayInWords(date)}</h3>
          <ol>
            {gathered(lines).map((entry) => (
              <Line key={entry.id} entry={entry} definition={definition} people={peopleOf(it)} />
            ))}
          </ol>
        </section>
      ))}
      {timeline.hasNextPage && (
        <div>
          <Button isPending={timeline.isFetchingNextPage} onPress={() => void timeline.fetchNextPage()}>
            {t('timeline.earlier')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
