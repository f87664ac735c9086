import { describe, expect, it } from 'vitest';
import { asked, daysOn, howMany, numberOf, readFilters, sameFilters } from './filters';

const me = { membership: 'm-1', team: 't-1' };

describe('filters of a list', () => {
  it('are read from the address, and nothing else is', () => {
    expect(readFilters({ programme: 'refugee-claim', state: 'lodged', name: 'Zahra', phase: '' })).toEqual({
      programme: 'refugee-claim',
      state: 'lodged',
    });
  });
  it('know a state only within its programme', () => {
    expect(readFilters({ state: 'lodged' })).toEqual({});
  });
  it('take a number of digits only as the text it is', () => {
    expect(readFilters({ number: 26 })).toEqual({ number: '26' });
  });
  it('leave out a day that is none', () => {
    expect(readFilters({ due_before: 'tomorrow' })).toEqual({});
    expect(readFilters({ due_before: '2026-12-01' })).toEqual({ due_before: '2026-12-01' });
  });
  it('mean whoever looks', () => {
    expect(asked({ owner: 'me', team: 'mine' }, me, '2026-11-25')).toMatchObject({ owner: 'm-1', team: 't-1' });
  });
  it('count what is late before today, and a week with its last day', () => {
    expect(asked({ due_before: 'today' }, me, '2026-11-25').due_before).toBe('2026-11-25');
    expect(asked({ due_before: 'week' }, me, '2026-11-25').due_before).toBe('2026-12-03');
  });
  it('compare by what they say', () => {
    expect(sameFilters({ owner: 'me' }, { owner: 'me', programme: undefined })).toBe(true);
    expect(sameFilters({ owner: 'me' }, {})).toBe(false);
    expect(howMany({ owner: 'me', phase: 'active' })).toBe(2);
  });
});

it('reads a number as it was meant', () => {
  expect(numberOf(' 26-o7il ')).toBe('26-0711');
});

it('counts days over the end of a year', () => {
  expect(daysOn('2026-12-30', 3)).toBe('2027-01-02');
});
