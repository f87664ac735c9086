/** Two records side by side: where they differ, and whose value the merged file keeps. */
import type { Schemas } from '../../api/types';

/** Fields of which one record's value is chosen; everything else goes over by itself. */
export const CHOSEN = ['birth', 'sex', 'gender', 'citizenships', 'languages', 'death_on'] as const;
export type Chosen = (typeof CHOSEN)[number];

export type Side = 'survivor' | 'merged';
export type Choice = Partial<Record<Chosen, Side>>;
type Facts = Pick<Schemas['PersonView'], Chosen>;

const isEmpty = (field: Chosen, value: unknown) =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (field === 'sex' && value === '0');

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Both know something, and not the same. */
export const differs = (field: Chosen, one: Facts, other: Facts) =>
  !isEmpty(field, one[field]) && !isEmpty(field, other[field]) && !same(one[field], other[field]);

/** Nothing is known by either. */
export const unknown = (field: Chosen, one: Facts, other: Facts) =>
  isEmpty(field, one[field]) && isEmpty(field, other[field]);

/** Fields about which somebody must choose. */
export const toChoose = (one: Facts, other: Facts): Chosen[] => CHOSEN.filter((it) => differs(it, one, other));

/** Whose value is kept: as chosen where both know something else, else of whichever knows it. */
export function keeps(field: Chosen, survivor: Facts, merged: Facts, choice: Choice): Side {
  if (differs(field, survivor, merged)) return choice[field] ?? 'survivor';
  return isEmpty(field, survivor[field]) && !isEmpty(field, merged[field]) ? 'merged' : 'survivor';
}

/** What the service is told: a choice for every field on which the two differ. */
export const told = (survivor: Facts, merged: Facts, choice: Choice): Record<string, Side> =>
  Object.fromEntries(toChoose(survivor, merged).map((it) => [it, choice[it] ?? 'survivor']));

/** The choice seen from the other side: when the other file goes on, the values that were chosen stay chosen. */
export const turned = (choice: Choice): Choice =>
  Object.fromEntries(Object.entries(choice).map(([field, side]) => [field, side === 'merged' ? 'survivor' : 'merged']));
