/** A registration that is under way: kept in this browser until the case is open. */
import type { AnswerOf, BodyOf, Schemas } from '../../api/types';
import type { DatedValue } from '../../design/DateField';
import type { Answers } from '../../programme/conditions';

export type Script = 'Cyrl' | 'Arab' | 'Latn';

export interface NameDraft {
  given: string;
  father: string;
  family: string;
}

export interface PersonDraft {
  /** Stands for the person in answers until they are registered. */
  key: string;
  /** Makes a second try of the registration harmless. */
  attempt: string;
  /** Their place in the case. */
  role: string;
  name: NameDraft;
  /** As a document has it, where that is written otherwise. */
  document: NameDraft;
  sex: string | null;
  birth: DatedValue | null;
  citizenships: string[];
  languages: string[];
  /** Present when the person is registered. */
  person?: string;
  /** What whoever was found here already is called; a person who was found is not written down again. */
  called?: string;
  /** They were looked for and are none of those who were found. */
  isNew?: boolean;
  /** Those whom the member looked at and said it is none of. */
  seen: string[];
}

export interface IntakeDraft {
  /** Its own name, in the address. */
  key: string;
  /** Makes a second try of the opening harmless. */
  caseKey: string;
  programme: string;
  version: number;
  transition: string;
  people: PersonDraft[];
  sections: Record<string, Answers>;
}

export const NO_NAME: NameDraft = { given: '', father: '', family: '' };

export const newPerson = (role: string): PersonDraft => ({
  key: crypto.randomUUID(),
  attempt: crypto.randomUUID(),
  role,
  name: NO_NAME,
  document: NO_NAME,
  sex: null,
  birth: null,
  citizenships: [],
  languages: [],
  seen: [],
});

/** Somebody who is here already, in the place of whoever was to be registered. */
export function chosen(it: PersonDraft, person: Schemas['PersonView'], called: string): PersonDraft {
  const { sex, birth, citizenships, languages } = person;
  const born = birth ? { date: birth.date, precision: birth.precision as DatedValue['precision'] } : null;
  return { ...newPerson(it.role), key: it.key, person: person.id, called, sex, birth: born, citizenships, languages };
}

/** Somebody new, begun with what was looked for: most people here are called by the given name first. */
export function begun(it: PersonDraft, looked: string, seen: readonly string[]): PersonDraft {
  const words = /\d/.test(looked) ? [] : looked.trim().split(/\s+/).filter(Boolean);
  const [given = '', ...rest] = words;
  const name = { given, family: rest.at(-1) ?? '', father: rest.slice(0, -1).join(' ') };
  return { ...it, isNew: true, seen: [...new Set([...it.seen, ...seen])], name: whole(it.name) ? it.name : name };
}

/** Is it still to be found out who this is? */
export const isOpen = (it: PersonDraft) => !it.person && !it.isNew && !whole(it.name);

/** What somebody is called in this registration, as far as it is known. */
export const calledHere = (it: PersonDraft) => it.called ?? whole(it.name);

/** In which script a name is written: that of most of its letters. */
export function scriptOf(text: string): Script {
  const letters = (script: RegExp) => text.match(script)?.length ?? 0;
  const counts: [Script, number][] = [
    ['Cyrl', letters(/\p{Script=Cyrillic}/gu)],
    ['Arab', letters(/\p{Script=Arabic}/gu)],
    ['Latn', letters(/\p{Script=Latin}/gu)],
  ];
  return counts.reduce((most, it) => (it[1] > most[1] ? it : most))[0];
}

/** The whole name as it is written: given name first, as people here say it. */
export const whole = ({ given, father, family }: NameDraft): string =>
  [given, father, family]
    .map((it) => it.trim())
    .filter(Boolean)
    .join(' ');

type NewName = BodyOf<'create_person'>['names'][number];

function named(kind: string, name: NameDraft): NewName {
  const as_written = whole(name);
  const said = (text: string) => text.trim() || undefined;
  const script = scriptOf(as_written);
  // In Cyrillic the middle name is a patronymic, elsewhere it is the father's own name.
  const middle = script === 'Cyrl' ? { patronymic: said(name.father) } : { father: said(name.father) };
  return { kind, script, given: said(name.given), family: said(name.family), ...middle, as_written };
}

/** What the service is told of a person. */
export function registration(it: PersonDraft): BodyOf<'create_person'> {
  const names = [named('legal', it.name), ...(whole(it.document) ? [named('as-in-document', it.document)] : [])];
  return { names, sex: it.sex ?? '0', birth: it.birth, citizenships: it.citizenships, languages: it.languages };
}

/** Which questions about a person must be answered and are not. */
export function missingOfPerson(it: PersonDraft): ('who' | 'name' | 'sex' | 'birth')[] {
  if (it.person) return [];
  if (isOpen(it)) return ['who'];
  return [
    ...(whole(it.name) ? [] : (['name'] as const)),
    ...(it.sex ? [] : (['sex'] as const)),
    ...(it.birth ? [] : (['birth'] as const)),
  ];
}

/** What conditions may know of somebody who is not registered yet: an age as wide as the date is vague. */
export function subjectOf(it: PersonDraft | undefined, today: string): Record<string, unknown> | undefined {
  if (!it?.birth) return undefined;
  const { date, precision } = it.birth;
  const year = Number(date.slice(0, 4));
  const latest =
    precision === 'year' || precision === 'estimated'
      ? `${year}-12-31`
      : precision === 'month'
        ? `${date.slice(0, 7)}-31`
        : date;
  const earliest = precision === 'year' || precision === 'estimated' ? `${year}-01-01` : date;
  const age = (born: string) =>
    Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
  return { age_min: age(latest), age_max: age(earliest), sex: it.sex, citizenships: it.citizenships, dead: false };
}

export type OpenedCase = AnswerOf<'create_case'>;
