/** Which bodies programmes ask. A body may be asked several questions; each question says which body convenes for it. */
import type { Words } from './room';

export interface Asked {
  key: string;
  parameters: string;
  titles: Words;
}

/** The questions of one programme, by their names. */
export type Questions = Record<string, Omit<Asked, 'key'> & { convened_by?: string | null }>;

/** Each body once, called as the question that bears its own name says it. */
export function bodiesOf(programmes: readonly Questions[]): Asked[] {
  const bodies = new Map<string, Asked>();
  for (const questions of programmes) {
    for (const [question, { convened_by, parameters, titles }] of Object.entries(questions)) {
      const key = convened_by ?? question;
      if (question === key || !bodies.has(key)) bodies.set(key, { key, parameters, titles });
    }
  }
  return [...bodies.values()];
}
