/** A programme drawn as a path: where the case has been, where it stands, and the way on that is meant. */
import type { Definition, Transition } from '../../programme/definition';

export interface Step {
  state: string;
  kind: 'past' | 'present' | 'ahead';
  /** When it was entered. */
  at?: string;
}

export interface Entered {
  state: string;
  at: string;
}

/** An act that leaves more states than these is what may happen anywhere, such as a withdrawal, and no way on. */
const MANY = 3;

/**
 * Where a case in this state is meant to go on. An act made for one state is what is meant there; an act of the clock counts as one that
 * leaves one state more, one that leads to waiting as two more. Among those alike the file names first what is meant.
 */
function onward(definition: Definition, state: string, seen: ReadonlySet<string>): string | undefined {
  const acts = Object.values(definition.transitions).filter(
    (it) =>
      it.track === null &&
      it.from.includes(state) &&
      it.from.length <= MANY &&
      !seen.has(it.to) &&
      definition.states[it.to] !== undefined,
  );
  const rank = (it: Transition) =>
    it.from.length +
    (it.by.every((role) => role === 'system') ? 1 : 0) +
    (definition.states[it.to]?.phase === 'waiting' ? 2 : 0);
  return acts.sort((one, other) => rank(one) - rank(other))[0]?.to;
}

/** Where the case has been, in order; going back to a state forgets the round that led there. */
function been(history: readonly Entered[], present: string): Step[] {
  const steps: Step[] = [];
  for (const { state, at } of history) {
    const before = steps.findIndex((it) => it.state === state);
    if (before >= 0) steps.splice(before);
    steps.push({ state, at, kind: 'past' });
  }
  const standing = steps.findIndex((it) => it.state === present);
  const past = standing >= 0 ? steps.slice(0, standing) : steps;
  return [...past, { state: present, at: steps[standing]?.at, kind: 'present' }];
}

export function pathOf(definition: Definition, present: string, history: readonly Entered[]): Step[] {
  const past = been(history, present);
  const ahead: string[] = [];
  const seen = new Set([present]);
  for (let state: string | undefined = present; state && !definition.states[state]?.final; ) {
    state = onward(definition, state, seen);
    if (!state) break;
    ahead.push(state);
    // The next step may lead back to where the case has been; from there it is drawn on, and no round twice.
    for (const one of [state, ...past.map((step) => step.state)]) seen.add(one);
  }
  return [...past, ...ahead.map((state): Step => ({ state, kind: 'ahead' }))];
}

/** The state that comes next on the path, if there is one. */
export function nextOf(definition: Definition, present: string): string | undefined {
  return pathOf(definition, present, []).find((step) => step.kind === 'ahead')?.state;
}
