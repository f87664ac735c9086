/** Giving a registration to the service: who is not registered yet is registered, then the case is opened. A second try doubles nothing. */
import { command } from '../../api/command';
import { Problem } from '../../api/problem';
import type { BodyOf, Schemas } from '../../api/types';
import { type Answers, type Evaluate, type Facts, isAnswered, missingOf } from '../../programme/conditions';
import { type Definition, fieldsOf } from '../../programme/definition';
import { controlId } from '../../programme/EntryForm';
import { type IntakeDraft, missingOfPerson, type OpenedCase, type PersonDraft, registration } from './draft';

/** The person whom the service refused; `error` is what it said. */
export class RefusedPerson extends Error {
  readonly place: number;
  readonly error: unknown;

  constructor(place: number, error: unknown) {
    super('refused');
    this.place = place;
    this.error = error;
  }
}

/** Whom the person may be already, where the service refused for that. */
export const alikeIn = (error: unknown): Schemas['PossibleDuplicate'][] =>
  error instanceof Problem && error.code === 'possible_duplicates'
    ? (error.more.possible_duplicates as Schemas['PossibleDuplicate'][])
    : [];

/** The forms that the opening act asks. */
export const formsOf = (draft: IntakeDraft, definition: Definition) =>
  (definition.transitions[draft.transition]?.asks ?? []).map((name) => ({
    name,
    section: definition.sections[name],
    fields: fieldsOf(definition.sections[name]),
  }));

export interface Lack {
  /** Where it is answered. */
  id: string;
  words: string;
  /** `people`, or the form's name. */
  step: string;
}

/** Everything that is still missing, in the order in which it is asked. */
export function lacks(
  draft: IntakeDraft,
  definition: Definition,
  facts: Omit<Facts, 'entry'>,
  evaluate: Evaluate,
  wordsOf: (place: number, field: ReturnType<typeof missingOfPerson>[number]) => string,
): Lack[] {
  const people = draft.people.flatMap((it, place) =>
    missingOfPerson(it).map((field) => ({
      id: `person-${place}-${field}`,
      words: wordsOf(place, field),
      step: 'people',
    })),
  );
  const forms = formsOf(draft, definition).flatMap(({ name, fields }) =>
    missingOf(fields, { ...facts, entry: draft.sections[name] ?? {} }, evaluate).map((field) => ({
      id: controlId(`form-${name}`, field),
      words: fields.find(([one]) => one === field)?.[1].title ?? field,
      step: name,
    })),
  );
  return [...people, ...forms];
}

/** Registers one. Where the service finds nobody but those whom the member looked at already, it is not asked twice. */
async function registerOne(it: PersonDraft): Promise<string> {
  const manner = { label: 'unsent.did.person', keep: false };
  const give = async (body: BodyOf<'create_person'>, key: string) => {
    const outcome = await command('create_person', { body }, { ...manner, key });
    if (outcome.kept) throw new Error('a registration is never kept');
    return outcome.answer.id;
  };
  try {
    return await give(registration(it), it.attempt);
  } catch (error) {
    const alike = alikeIn(error);
    if (alike.length === 0 || alike.some((one) => !it.seen.includes(one.person))) throw error;
    return await give({ ...registration(it), looked_at_duplicates: true }, `${it.attempt}-looked`);
  }
}

async function register(draft: IntakeDraft, onRegistered: (place: number, person: string) => void): Promise<string[]> {
  const ids: string[] = [];
  for (const [place, it] of draft.people.entries()) {
    if (it.person) {
      ids.push(it.person);
      continue;
    }
    try {
      const id = await registerOne(it);
      onRegistered(place, id);
      ids.push(id);
    } catch (error) {
      throw error instanceof Problem ? new RefusedPerson(place, error) : error;
    }
  }
  return ids;
}

/** Answers as the service takes them: nothing empty, and people by the id that they have now. */
function answersOf(said: Answers, ids: ReadonlyMap<string, string>): Answers {
  const known = (value: unknown) => (typeof value === 'string' ? (ids.get(value) ?? value) : value);
  return Object.fromEntries(
    Object.entries(said)
      .filter(([, value]) => isAnswered(value))
      .map(([name, value]) => [name, known(value)]),
  );
}

export async function openCase(
  draft: IntakeDraft,
  definition: Definition,
  onRegistered: (place: number, person: string) => void,
): Promise<OpenedCase> {
  const people = await register(draft, onRegistered);
  const ids = new Map(draft.people.map((it, place) => [it.key, people[place] ?? '']));
  const sections = Object.fromEntries(
    formsOf(draft, definition).map(({ name, section }) => {
      const answers = answersOf(draft.sections[name] ?? {}, ids);
      return [name, section?.repeat ? [answers] : answers];
    }),
  );
  const subjects = draft.people.map((it, place) => ({ person: people[place] ?? '', role: it.role }));
  const body = { programme: draft.programme, transition: draft.transition, subjects, sections };
  const manner = { label: 'unsent.did.case', keep: false, key: draft.caseKey, touches: ['get_work', 'list_cases'] };
  const outcome = await command('create_case', { body: body as never }, manner);
  if (outcome.kept) throw new Error('an opening is never kept');
  return outcome.answer;
}
