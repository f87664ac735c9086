/**
 * When a question is shown and when it must be answered, by the programme's own expressions (CEL, as in the service). What cannot be
 * evaluated here, because a fact is the service's alone, is shown and not asked for: the service has the last word.
 */
import { useQuery } from '@tanstack/react-query';
import type { Field } from './definition';

export type Answers = Record<string, unknown>;

/** What expressions may look at. */
export interface Facts {
  /** Answers by section; a repeating one's are a list. */
  section: Record<string, Answers | Answers[]>;
  flag: Record<string, unknown>;
  subject?: Record<string, unknown>;
  /** The other answers of the same entry. */
  entry: Answers;
}

/** True, false, or unknown here. */
export type Evaluate = (expression: string, facts: Facts) => boolean | undefined;

/** Names behind a prefix that an expression looks at: an answer or a flag that is not there yet is null or false, and no fault. */
function withNamed(
  expression: string,
  prefix: string,
  known: Record<string, unknown>,
  absent: unknown,
): Record<string, unknown> {
  const all = { ...known };
  for (const [, name] of expression.matchAll(new RegExp(`\\b${prefix}\\.(\\w+)`, 'g')))
    if (name && all[name] === undefined) all[name] = absent;
  return all;
}

function sections(expression: string, known: Facts['section']): Record<string, unknown> {
  const all: Record<string, unknown> = { ...known };
  for (const [, section, field] of expression.matchAll(/\bsection\.(\w+)\.(\w+)/g)) {
    if (!section || !field || Array.isArray(all[section])) continue;
    const answers = (all[section] ?? {}) as Answers;
    all[section] = { ...answers, [field]: answers[field] ?? null };
  }
  return all;
}

/** The evaluator over a CEL library's `run`. */
export function evaluator(run: (expression: string, bindings: Record<string, unknown>) => unknown): Evaluate {
  return (expression, facts) => {
    try {
      const result = run(expression, {
        section: sections(expression, facts.section),
        flag: withNamed(expression, 'flag', facts.flag, false),
        entry: withNamed(expression, 'entry', facts.entry, null),
        ...(facts.subject ? { subject: facts.subject } : {}),
      });
      return typeof result === 'boolean' ? result : undefined;
    } catch {
      return undefined;
    }
  };
}

const unknown: Evaluate = () => undefined;

/** The library comes when a form with conditions is on the screen, not before. */
export function useConditions(fields: readonly [string, Field][]): Evaluate {
  const { data } = useQuery({
    enabled: fields.some(([, field]) => field['x-shown-when'] ?? field['x-required-when']),
    queryKey: ['conditions'],
    queryFn: () => import('@marcbachmann/cel-js').then((cel) => evaluator(cel.evaluate)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? unknown;
}

export const isShown = (field: Field, facts: Facts, evaluate: Evaluate): boolean =>
  field['x-shown-when'] === undefined || evaluate(field['x-shown-when'], facts) !== false;

export const isRequired = (field: Field, facts: Facts, evaluate: Evaluate): boolean =>
  isShown(field, facts, evaluate) &&
  (field['x-required'] === true ||
    (field['x-required-when'] !== undefined && evaluate(field['x-required-when'], facts) === true));

/** Is anything said? */
export const isAnswered = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Names of the questions of one entry that must be answered and are not. */
export function missingOf(fields: readonly [string, Field][], facts: Facts, evaluate: Evaluate): string[] {
  return fields
    .filter(([name, field]) => isRequired(field, facts, evaluate) && !isAnswered(facts.entry[name]))
    .map(([name]) => name);
}
