/**
 * Views of the list: the shipped ones, and those that a member keeps on this device. A view holds filters, columns and density; a case number is
 * left out, so that nothing kept here leads to anyone.
 */
import { useSyncExternalStore } from 'react';
import { type Filters, readFilters } from './filters';

export const COLUMNS = [
  'number',
  'principal',
  'programme',
  'state',
  'next_due',
  'owner',
  'team',
  'opened_on',
  'closed_on',
] as const;
export type ColumnKey = (typeof COLUMNS)[number];

export interface Layout {
  columns: ColumnKey[];
  dense: boolean;
}

export interface View {
  id: string;
  name: string;
  filters: Filters;
}

export interface Kept {
  layout: Layout;
  views: View[];
}

export const SHIPPED = [
  { id: 'all', filters: {} },
  { id: 'mine', filters: { owner: 'me' } },
  { id: 'team', filters: { team: 'mine' } },
  { id: 'late', filters: { due_before: 'today' } },
  { id: 'week', filters: { due_before: 'week' } },
  { id: 'decision', filters: { phase: 'decision' } },
] as const satisfies readonly { id: string; filters: Filters }[];

const FRESH: Kept = {
  layout: { columns: ['number', 'principal', 'programme', 'state', 'next_due', 'owner'], dense: false },
  views: [],
};
const LONGEST_NAME = 60;
const MOST = 30;

/** What was kept, as far as it can be understood. */
export function readKept(text: string | null): Kept {
  try {
    const found = JSON.parse(text ?? '') as Partial<Kept>;
    const columns = COLUMNS.filter((it) => it === 'number' || found.layout?.columns?.includes(it));
    const views = (found.views ?? []).filter((it) => typeof it?.id === 'string' && typeof it.name === 'string');
    return {
      layout: { columns: columns.length > 1 ? columns : FRESH.layout.columns, dense: found.layout?.dense === true },
      views: views.map((it) => ({ id: it.id, name: it.name, filters: readFilters({ ...it.filters }) })),
    };
  } catch {
    return FRESH;
  }
}

/** With one more view; one of the same name is replaced. */
export function withView(kept: Kept, name: string, filters: Filters, id: string): Kept {
  const { number: _, ...rest } = filters;
  const called = name.trim().slice(0, LONGEST_NAME);
  const others = kept.views.filter((it) => it.name !== called);
  return { ...kept, views: [...others, { id, name: called, filters: rest }].slice(-MOST) };
}

const place = (membership: string) => `panoh.cases.${membership}`;
const listeners = new Set<() => void>();
const read = new Map<string, Kept>();

function current(membership: string): Kept {
  let kept = read.get(membership);
  if (!kept) {
    kept = readKept(window.localStorage.getItem(place(membership)));
    read.set(membership, kept);
  }
  return kept;
}

export function keepHere(membership: string, change: (kept: Kept) => Kept) {
  const next = change(current(membership));
  read.set(membership, next);
  window.localStorage.setItem(place(membership), JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useKeptHere = (membership: string) => useSyncExternalStore(subscribe, () => current(membership));
