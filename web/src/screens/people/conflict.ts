/**
 * Two people change one record. What only one of them touched is nobody's conflict; where both touched a field and did not write the same,
 * whoever comes second chooses, field by field.
 */

type Fields = Record<string, unknown>;

export interface Clash {
  field: string;
  before: unknown;
  theirs: unknown;
  mine: unknown;
}

export interface Meeting {
  /** What I changed and nobody else did: goes as it is. */
  mine: Fields;
  /** What the other changed and I did not: stays as it is now. */
  theirs: string[];
  clashes: Clash[];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The fields of a form that differ from what was loaded, as a merge patch: what was emptied is null. */
export function changes(before: Fields, after: Fields): Fields {
  return Object.fromEntries(
    Object.entries(after)
      .filter(([field, value]) => !same(before[field], value))
      .map(([field, value]) => [field, value ?? null]),
  );
}

/** What I meant, held against what the record has become meanwhile. */
export function meet(before: Fields, mine: Fields, now: Fields): Meeting {
  const clashes: Clash[] = [];
  const free: Fields = {};
  for (const [field, value] of Object.entries(mine)) {
    if (same(before[field], now[field])) free[field] = value;
    else if (!same(value, now[field])) {
      clashes.push({ field, before: before[field], theirs: now[field], mine: value });
    }
  }
  const theirs = Object.keys(before).filter((field) => !same(before[field], now[field]) && !(field in mine));
  return { mine: free, theirs, clashes };
}
