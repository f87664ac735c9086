import { expect, it } from 'vitest';
import { mayBeNumber, sureness } from './typed';

it.each(['26-', '26-7', '26-76B268ZT', '26-76B268ZT-0', '26-76b2'])('takes %s for a case number', (text) => {
  expect(mayBeNumber(text)).toBe(true);
});

it.each(['26', 'Zahra', 'زهرا', '+992935550101', '26-ЖЖ'])('does not take %s for a case number', (text) => {
  expect(mayBeNumber(text)).toBe(false);
});

it('says how sure a match is', () => {
  expect([1, 0.95, 0.9, 0.7].map(sureness)).toEqual(['sure', 'sure', 'likely', 'possible']);
});
