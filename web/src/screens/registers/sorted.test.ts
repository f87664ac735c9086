import { expect, it } from 'vitest';
import { sorted } from './sorted';

it('writes the same text whatever the order of members was', () => {
  const one = { rule: { value: '10 years', source: 'A' }, people: 1, rows: [{ b: 1, a: null }] };
  expect(JSON.stringify(sorted(one))).toBe(
    '{"people":1,"rows":[{"a":null,"b":1}],"rule":{"source":"A","value":"10 years"}}',
  );
});
