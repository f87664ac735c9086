import { describe, expect, it } from 'vitest';
import { calledIn, inOrder, type Name, scriptOf, tagOf, withOriginals } from './names';

const name = (id: string, script: string, kind: string, language: string, corrects?: string): Name => ({
  id,
  script,
  kind,
  language,
  as_written: id,
  created_at: '2026-11-20T03:05:00Z',
  corrects,
});
const cyrillic = name('Зарифӣ', 'Cyrl', 'legal', 'tgk');
const russian = name('Зарифи', 'Cyrl', 'alias', 'rus');
const persian = name('ظریفی', 'Arab', 'legal', 'prs');
const latin = name('Zarifi', 'Latn', 'alias', 'eng');

describe('what somebody is called', () => {
  it('is the legal name in the script of whoever reads', () => {
    expect(calledIn([russian, persian, cyrillic, latin], 'tg')?.id).toBe('Зарифӣ');
    expect(calledIn([russian, persian, cyrillic, latin], 'fa')?.id).toBe('ظریفی');
  });
  it('is a legal name before a name in a better script', () => {
    expect(calledIn([latin, persian], 'en')?.id).toBe('ظریفی');
  });
  it('is any name where none is legal', () => {
    expect(calledIn([latin], 'fa')?.id).toBe('Zarifi');
    expect(calledIn([], 'fa')).toBeUndefined();
  });
  it('is followed by the other legal names, then the rest', () => {
    expect(inOrder([latin, persian, russian, cyrillic], 'ru').map((it) => it.id)).toEqual([
      'Зарифӣ',
      'ظریفی',
      'Зарифи',
      'Zarifi',
    ]);
  });
});

it('knows a script by most of the letters', () => {
  expect(scriptOf('زهرا محمدی')).toBe('Arab');
  expect(scriptOf('Муҳаммадӣ (M.)')).toBe('Cyrl');
  expect(scriptOf('Zahra')).toBe('Latn');
  expect(scriptOf('12')).toBeUndefined();
});

it('tells the browser the language and the script', () => {
  expect(tagOf(cyrillic)).toBe('tg-Cyrl');
  expect(tagOf(persian)).toBe('fa-AF');
  expect(tagOf(name('x', 'Latn', 'legal', 'xyz'))).toBe('und-Latn');
});

it('shows with a name what it corrected, however often', () => {
  const first = name('1', 'Latn', 'legal', 'eng');
  const second = name('2', 'Latn', 'legal', 'eng', '1');
  const third = name('3', 'Latn', 'legal', 'eng', '2');
  const { now, ended } = withOriginals([third, latin], [first, second, russian]);
  expect(now.map((it) => [it.name.id, it.before.map((one) => one.id)])).toEqual([
    ['3', ['2', '1']],
    ['Zarifi', []],
  ]);
  expect(ended.map((it) => it.id)).toEqual(['Зарифи']);
});
