/** Every text stands in every language, with the plural forms that the language has, and none was left in English. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from './language';

const folder = new URL('../texts/', import.meta.url);
const areas = readdirSync(new URL('en/', folder)).sort();

/** The plural forms of a count in each language (CLDR). */
const FORMS: Record<Language, readonly string[]> = {
  en: ['one', 'other'],
  tg: ['one', 'other'],
  ru: ['few', 'many', 'one', 'other'],
  fa: ['one', 'other'],
};
/** Texts that are rightly the same in another language: names, and words of one piece with a value. */
const SAME = /^(Panoh|[\W\d]*(\{\{\w+\}\}[\W\d]*)*)$/;

function flat(value: unknown, path: string, into: Map<string, string>) {
  if (typeof value === 'string') into.set(path, value);
  else for (const [key, one] of Object.entries(value as object)) flat(one, path ? `${path}.${key}` : key, into);
  return into;
}

const read = (language: string, area: string) =>
  flat(JSON.parse(readFileSync(new URL(`${language}/${area}`, folder), 'utf8')), '', new Map());
const stem = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const forms = (keys: Iterable<string>) => {
  const found = new Map<string, string[]>();
  for (const key of keys) {
    const form = /_(zero|one|two|few|many|other)$/.exec(key)?.[1];
    const before = found.get(stem(key)) ?? [];
    found.set(stem(key), form ? [...before, form].sort() : before);
  }
  return found;
};
const holes = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

describe.each(areas)('%s', (area) => {
  const english = read('en', area);
  it.each(LANGUAGES)('has the same texts in %s', (language) => {
    expect([...forms(read(language, area).keys()).keys()].sort()).toEqual([...forms(english.keys()).keys()].sort());
  });
  it.each(LANGUAGES)('has the plural forms of %s', (language) => {
    for (const [key, found] of forms(read(language, area).keys())) {
      if (found.length > 0) expect([key, ...found]).toEqual([key, ...FORMS[language]]);
    }
  });
  it.each(LANGUAGES.filter((it) => it !== 'en'))('says nothing in English in %s', (language) => {
    const left = [...read(language, area)].filter(([key, text]) => english.get(key) === text && !SAME.test(text));
    expect(left).toEqual([]);
  });
  it.each(LANGUAGES)('fills the same places in %s', (language) => {
    for (const [key, text] of read(language, area)) {
      const source = english.get(key) ?? english.get(`${stem(key)}_other`) ?? '';
      expect([key, ...holes(text)]).toEqual([key, ...holes(source)]);
    }
  });
});
