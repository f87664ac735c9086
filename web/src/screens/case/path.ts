/** A programme drawn as a path: where the case has been, where it stands, and the way on that its file names first. */
import type { Definition } from '../../programme/definition';

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

/**
 * Where the first act leads that the programme's file names for a state: owners of programmes write what is meant to happen before what may
 * happen instead.
 */
function onward(definition: Definition, state: string, seen: ReadonlySet<string>): string | undefined {
  const acts = Object.values(definition.transitions).filter((it) => it.track === null && it.from.includes(state));
  return acts.map((it) => it.to).find((to) => !seen.has(to) && definition.states[to] !== undefined);
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
  const steps = been(history, present);
  const seen = new Set([present]);
  for (let state: string | undefined = present; state && !definition.states[state]?.final; ) {
    state = onward(definition, state, seen);
    if (state) {
      seen.add(state);
      steps.push({ state, kind: 'ahead' });
    }
  }
  return steps;
}

/** The state that comes next on the path, if there is one. */
export function nextOf(definition: Definition, present: string): string | undefined {
  return pathOf(definition, present, []).find((step) => step.kind === 'ahead')?.state;
}
