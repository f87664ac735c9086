/** Who looked at a file, as one reads it: a colleague who goes through its sides is there once, and each change stands alone. */
import { localParts } from '../../locale/dates';
import { type DeedKey, deedOf } from './deeds';

interface Entry {
  entry: string;
  at: string;
  full_name?: string | null;
  operation: string;
}

export interface Visit {
  entry: string;
  /** The latest instant of it. */
  at: string;
  full_name?: string | null;
  deeds: DeedKey[];
  changes: boolean;
}

const dayOf = (at: string) => localParts(at).date;

/** `entries` are the latest first. */
export function visitsOf(entries: readonly Entry[]): Visit[] {
  const visits: Visit[] = [];
  for (const it of entries) {
    const { key, changes } = deedOf(it.operation);
    const last = visits.at(-1);
    const same =
      last && !last.changes && !changes && last.full_name === it.full_name && dayOf(last.at) === dayOf(it.at);
    if (!same) visits.push({ entry: it.entry, at: it.at, full_name: it.full_name, deeds: [key], changes });
    else if (!last.deeds.includes(key)) last.deeds.push(key);
  }
  return visits;
}
