import { expect, it } from 'vitest';
import { fieldOf, type Operation, shownFirst, toBring, typeOf } from './file';

it.each([
  ['list.csv', 'text/csv'],
  ['LIST.XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['a.b.tsv', 'text/tab-separated-values'],
  ['photo.jpg', undefined],
  ['list', undefined],
])('takes %s for %s', (name, type) => {
  expect(typeOf(name)).toBe(type);
});

it('knows what a column holds, and of which name', () => {
  expect(fieldOf('given.2')).toEqual({ key: 'given', nth: 2 });
  expect(fieldOf('sex')).toEqual({ key: 'sex', nth: 1 });
  expect(fieldOf('external_ids.progres')).toEqual({ key: 'external_ids', nth: 1 });
});

it('brings in what is ready and what was chosen all the same', () => {
  expect(toBring({ counts: { ready: 12, duplicate: 3 } } as unknown as Operation, new Set([4, 9]))).toBe(14);
});

it('shows what is wrong before, and what came of it afterwards', () => {
  expect(shownFirst('checked', ['faulty', 'ready'])).toBe('faulty');
  expect(shownFirst('done', ['faulty', 'written'])).toBe('written');
  expect(shownFirst('done', ['faulty'])).toBe('faulty');
  expect(shownFirst('undone', ['faulty', 'undone'])).toBe('undone');
  expect(shownFirst('undone', ['kept', 'undone'])).toBe('kept');
});
