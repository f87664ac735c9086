import { expect, it } from 'vitest';
import { hides } from './said';

const change = (...fields: [string, unknown][]) => ({ fields: fields.map(([field, after]) => ({ field, after })) });

it('does not tell in passing how somebody is reached who may not be reached there', () => {
  expect(hides(change(['value', '+992935550199'], ['safe', false]), 'value')).toBe(true);
  expect(hides(change(['value', '+992935550199']), 'value')).toBe(true);
  expect(hides(change(['value', '+992935550199'], ['safe', true]), 'value')).toBe(false);
  expect(hides(change(['kind', 'phone'], ['safe', false]), 'kind')).toBe(false);
});
