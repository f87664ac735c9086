import { expect, it } from 'vitest';
import { changes, meet } from './conflict';

const before = { sex: '2', birth: { date: '1994-01-01', precision: 'year' }, languages: ['prs'], death_on: null };

it('takes up only what was changed, and says null for what was emptied', () => {
  expect(changes(before, { ...before, sex: '1', birth: null })).toEqual({ sex: '1', birth: null });
  expect(changes(before, { ...before, death_on: undefined })).toEqual({});
});

it('has no clash where two people touched different fields', () => {
  const now = { ...before, languages: ['prs', 'rus'] };
  expect(meet(before, { sex: '1' }, now)).toEqual({ mine: { sex: '1' }, theirs: ['languages'], clashes: [] });
});

it('asks where both touched one field and did not write the same', () => {
  const now = { ...before, birth: { date: '1993-01-01', precision: 'year' } };
  const mine = { birth: { date: '1994-05-01', precision: 'month' } };
  expect(meet(before, mine, now).clashes).toEqual([
    { field: 'birth', before: before.birth, theirs: now.birth, mine: mine.birth },
  ]);
});

it('asks nothing where both wrote the same', () => {
  const now = { ...before, sex: '1' };
  expect(meet(before, { sex: '1' }, now)).toEqual({ mine: {}, theirs: [], clashes: [] });
});
