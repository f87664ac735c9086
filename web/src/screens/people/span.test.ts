import { expect, it } from 'vitest';
import { dayBefore, spanOf } from './span';

const stayed = { joined_on: '2026-01-01', left_on: null };
const left = { joined_on: '2026-01-11', left_on: '2026-01-16' };

it('names the last day of a time that ends before the next day', () => {
  expect(dayBefore('2026-03-01')).toBe('2026-02-28');
});

it('lays the times of a household side by side', () => {
  expect(spanOf(stayed, [stayed, left], '2026-01-21')).toEqual({ insetInlineStart: '0%', inlineSize: '100%' });
  expect(spanOf(left, [stayed, left], '2026-01-21')).toEqual({ insetInlineStart: '50%', inlineSize: '25%' });
});

it('shows whoever joined today, too', () => {
  const today = { joined_on: '2026-01-21' };
  expect(spanOf(today, [today], '2026-01-21')).toEqual({ insetInlineStart: '0%', inlineSize: '2%' });
});
