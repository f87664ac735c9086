/** A value with every object's members sorted by name: as text it is then always the same, and so is its hash. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, it]) => [name, sorted(it)]),
  );
}
