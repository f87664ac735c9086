/** What a period is written as, and read back. */
import { describe, expect, it } from 'vitest';
import { parsePeriod, writePeriod } from './periods';

describe('a period', () => {
  it('is read as the service writes it', () => {
    expect(parsePeriod('10 working days')).toEqual({ many: 10, unit: 'working days' });
    expect(parsePeriod('1 month')).toEqual({ many: 1, unit: 'months' });
    expect(parsePeriod('0 days')).toEqual({ many: 0, unit: 'days' });
  });
  it('is nothing else', () => {
    for (const other of ['more_than_half', '2016-12-31', '', '5', 'ten days', '3 fortnights']) {
      expect(parsePeriod(other)).toBeUndefined();
    }
  });
  it('is written so that the service reads it', () => {
    expect(writePeriod({ many: 1, unit: 'working days' })).toBe('1 working days');
    expect(parsePeriod(writePeriod({ many: 72, unit: 'hours' }))).toEqual({ many: 72, unit: 'hours' });
  });
});
