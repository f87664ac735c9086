/** A file of people on its way to the service, and how far the work on it is. */
import type { Schemas } from '../../api/types';

export type Operation = Schemas['OperationView'];

/** What may be chosen, for the browser's own dialog. */
export const ACCEPTED = '.csv,.tsv,.txt,.xlsx';

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/csv',
  tsv: 'text/tab-separated-values',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The media type that a name says; browsers do not agree on that of a CSV. Undefined: it is no such file. */
export const typeOf = (name: string): string | undefined => TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];

const AT_WORK: readonly Operation['state'][] = ['reading', 'checking', 'writing', 'undoing'];
export const isAtWork = (it: Operation) => AT_WORK.includes(it.state);

/** What a column may hold, as the service calls it. */
export const FIELDS = [
  'name',
  'given',
  'family',
  'patronymic',
  'father',
  'grandfather',
  'tribe',
  'title',
  'sex',
  'birth',
  'birth_precision',
  'citizenship',
  'language',
  'document_kind',
  'document_number',
  'document_issuer',
  'document_issued_on',
  'document_expires_on',
  'phone',
  'email',
  'contact_safe',
  'household',
  'relationship',
  'external_ids',
  'ignore',
] as const;
export type FieldKey = (typeof FIELDS)[number];

/** What a column holds: the field without its place, and which name it is of, from 1. */
export function fieldOf(field: string): { key: string; nth: number } {
  const named = ['external_ids', 'documents'].find((it) => field.startsWith(`${it}.`));
  const [key = field, place] = named ? [named] : field.split('.');
  return { key, nth: Number(place ?? 1) };
}

/** States of a line in the order in which one wants to look at them. */
export const LINE_STATES = [
  'faulty',
  'duplicate',
  'ready',
  'written',
  'skipped',
  'kept',
  'undone',
] as const satisfies readonly string[];
export type LineState = (typeof LINE_STATES)[number];

/** What one wants to see first: before, what is wrong; afterwards, what came of it. */
export function shownFirst(state: Operation['state'], there: readonly LineState[]): LineState | undefined {
  const wanted: readonly LineState[] = state === 'done' ? ['written'] : state === 'undone' ? ['kept', 'undone'] : [];
  return wanted.find((it) => there.includes(it)) ?? there[0];
}

export const countOf = (it: Operation, state: LineState) => Number((it.counts as Record<string, unknown>)[state] ?? 0);

/** How many lines would be brought in now. */
export const toBring = (it: Operation, taken: ReadonlySet<number>) => countOf(it, 'ready') + taken.size;
