/** A month begins on its weekday, in a week that begins on Monday. */
import { expect, it } from 'vitest';
import { weeksOf } from './Months';

it('lays a month out in weeks', () => {
  // 1 February 2026 was a Sunday, and that February has 28 days.
  expect(weeksOf(2026, 1)[0]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, 1]);
  expect(weeksOf(2026, 1)).toHaveLength(5);
  expect(weeksOf(2024, 1).flat().filter(Boolean)).toHaveLength(29);
  // June 2026 begins on a Monday.
  expect(weeksOf(2026, 5)[0]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
