/** What the ledger calls an act, as a key of the texts: what it is about, and whether it changed anything. */

const THINGS = [
  'person',
  'household',
  'case',
  'document',
  'contact',
  'consent',
  'relationship',
  'name',
  'merge',
  'duplicate',
] as const;
type Thing = (typeof THINGS)[number];
export type DeedKey = `${Thing}Read` | `${Thing}Changed` | 'readersRead' | 'created' | 'other';

/** Verbs of the ledger that only look. */
const LOOKS = new Set(['read', 'list', 'search', 'section_read', 'timeline_read', 'access_list', 'history', 'cases']);
/** Parts of a person's file that are looked at under the person's own name: `person.contacts`. */
const PARTS: Record<string, Thing> = {
  names: 'name',
  households: 'household',
  cases: 'case',
  documents: 'document',
  contacts: 'contact',
  consents: 'consent',
  relationships: 'relationship',
  members: 'household',
};
const NAMING = new Set(['add_name', 'correct_name']);

export function deedOf(operation: string): { key: DeedKey; changes: boolean } {
  const [what = '', verb = ''] = operation.split('.');
  if (operation === 'person.create') return { key: 'created', changes: true };
  if (verb === 'readers') return { key: 'readersRead', changes: false };
  if (NAMING.has(verb)) return { key: 'nameChanged', changes: true };
  const part = PARTS[verb];
  if (part) return { key: `${part}Read`, changes: false };
  const thing = THINGS.find((it) => it === what);
  if (!thing) return { key: 'other', changes: false };
  return LOOKS.has(verb) ? { key: `${thing}Read`, changes: false } : { key: `${thing}Changed`, changes: true };
}
