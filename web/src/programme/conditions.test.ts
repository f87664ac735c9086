/** Conditions of a form: the programme's own expressions, and what happens where they cannot be evaluated here. */
import { evaluate as run } from '@marcbachmann/cel-js';
import { describe, expect, it } from 'vitest';
import { evaluator, type Facts, isRequired, isShown, missingOf } from './conditions';
import type { Field } from './definition';

const evaluate = evaluator(run);
const facts = (change: Partial<Facts> = {}): Facts => ({ section: {}, flag: {}, entry: {}, ...change });
const field = (change: Partial<Field>): Field => ({ title: 'Question', 'x-type': 'text', ...change });

describe('an expression', () => {
  it('sees answers of other sections', () => {
    const inland = facts({ section: { arrival: { channel: 'inland' } } });
    expect(evaluate("section.arrival.channel != 'mission'", inland)).toBe(true);
    expect(evaluate("section.arrival.channel in ['mission', 'border']", inland)).toBe(false);
  });
  it('takes an answer that is not there yet as null and a flag as false', () => {
    expect(evaluate('section.claim.representative != null', facts())).toBe(false);
    expect(evaluate('flag.late == true', facts())).toBe(false);
    expect(evaluate('entry.paid == null', facts())).toBe(true);
  });
  it('compares an age', () => {
    expect(evaluate('subject.age_min < 18', facts({ subject: { age_min: 9 } }))).toBe(true);
  });
  it('is unknown where a fact is the service’s alone', () => {
    expect(evaluate('fact.is_child', facts())).toBeUndefined();
    expect(evaluate('subject.age_min < 18', facts())).toBeUndefined();
  });
});

describe('a question', () => {
  it('whose condition is unknown is shown and not asked for', () => {
    const guarded = field({ 'x-shown-when': 'fact.is_child', 'x-required-when': 'fact.is_child' });
    expect(isShown(guarded, facts(), evaluate)).toBe(true);
    expect(isRequired(guarded, facts(), evaluate)).toBe(false);
  });
  it('that is not shown is never missing', () => {
    const fields: [string, Field][] = [
      ['kind', field({ 'x-required': true })],
      ['address', field({ 'x-required': true, 'x-shown-when': "entry.kind == 'house'" })],
    ];
    expect(missingOf(fields, facts({ entry: { kind: 'tent' } }), evaluate)).toEqual([]);
    expect(missingOf(fields, facts({ entry: { kind: 'house' } }), evaluate)).toEqual(['address']);
    expect(missingOf(fields, facts(), evaluate)).toEqual(['kind']);
  });
  it('answered with no is answered', () => {
    expect(
      missingOf([['lawful', field({ 'x-required': true })]], facts({ entry: { lawful: false } }), evaluate),
    ).toEqual([]);
  });
});
