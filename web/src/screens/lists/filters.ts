/**
 * What a list of cases is filtered by. It stands in the address, so that a list can be shared and a number can lead to it; nothing in it is
 * about a person who is helped.
 */
import type { QueryOf } from '../../api/types';
import type { Me } from '../../app/me';
import { today } from '../../locale/dates';

export interface Filters {
  programme?: string;
  state?: string;
  phase?: string;
  /** A membership, or `me`: whoever looks. */
  owner?: string;
  /** A team, or `mine`: that of whoever looks. */
  team?: string;
  /** A day, `today` (what is late) or `week` (what is due within seven days). */
  due_before?: string;
  /** Beginning of a case number. */
  number?: string;
}

export const PHASES = ['intake', 'active', 'decision', 'waiting', 'closed'] as const;
const NAMES = ['programme', 'state', 'phase', 'owner', 'team', 'due_before', 'number'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What of an address is a filter; the rest is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const found: Filters = {};
  for (const name of NAMES) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
    // The router reads a number where the number of a case has digits only.
    else if (name === 'number' && typeof value === 'number') found.number = String(value);
  }
  // States are a programme's own.
  if (!found.programme) delete found.state;
  if (found.due_before && !['today', 'week'].includes(found.due_before) && !DAY.test(found.due_before)) {
    delete found.due_before;
  }
  return found;
}

/** A day of the domain, some days on. */
export function daysOn(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** As a case number is written: letters large, O and I and L as the digits they are mistaken for. */
export const numberOf = (typed: string) =>
  typed.trim().toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/\s/g, '');

/** The filters as the API takes them. */
export function asked(filters: Filters, me: Pick<Me, 'membership' | 'team'>, now = today()): QueryOf<'list_cases'> {
  const { number, due_before: due, owner, team, ...rest } = filters;
  return {
    ...rest,
    owner: owner === 'me' ? me.membership : owner,
    team: team === 'mine' ? (me.team ?? undefined) : team,
    due_before: due === 'today' ? now : due === 'week' ? daysOn(now, 8) : due,
    q_number: number ? numberOf(number) : undefined,
  };
}

export const sameFilters = (a: Filters, b: Filters) => NAMES.every((name) => (a[name] ?? '') === (b[name] ?? ''));
export const howMany = (filters: Filters) => NAMES.filter((name) => filters[name]).length;
