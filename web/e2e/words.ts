/** What stands on a screen in words, and which of them do not belong there: keys without a text, English on another language's screen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Language } from './browser';
import { seenBy } from './screens';

const ROOT = join(import.meta.dirname, '../..');
const TEXTS = join(ROOT, 'web/src/texts');

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((it) => it.isFile() && it.name.endsWith(ending))
    .map((it) => join(it.parentPath, it.name));
}

/** Words of Latin letters, but for addresses; names of capital letters alone (CEFR, PDF) are the same in every language. */
const words = (text: string) =>
  (text.replace(/\S+@\S+/g, '').match(/[A-Za-z][A-Za-z'’]+/g) ?? [])
    .filter((it) => it !== it.toUpperCase())
    .map((it) => it.toLowerCase());
const texts = (language: Language) =>
  new Set(
    files(join(TEXTS, language), '.json').flatMap((file) =>
      words(readFileSync(file, 'utf8').replace(/\{\{\w+\}\}/g, '')),
    ),
  );

/** Words of English, as the client's texts and the service's files have them. */
const english = texts('en');
for (const file of files(join(ROOT, 'config'), '.toml')) {
  const source = readFileSync(file, 'utf8');
  for (const found of source.matchAll(/\ben = "([^"]*)"/g)) for (const word of words(found[1] ?? '')) english.add(word);
  if (/\.texts\.\w+\.toml$/.test(file)) continue;
  for (const found of source.matchAll(/^(?:title|says|label) = "([^"]*)"/gm)) {
    for (const word of words(found[1] ?? '')) english.add(word);
  }
}
/** Latin words that are at home in a language: names of keys and of formats. */
const ownLatin: Record<Language, Set<string>> = { en: new Set(), tg: texts('tg'), ru: texts('ru'), fa: texts('fa') };

/** What people called things in the demo's houses: names, offices. It stands on every language's screen as it was written. */
export async function givenNames(): Promise<string[]> {
  const get = await seenBy('administrator');
  const lists = ['/users?limit=200', '/offices', '/teams'].map(
    async (list) => (await get<{ data: { full_name?: string; name?: string }[] }>(list)).data,
  );
  const found = (await Promise.all(lists)).flat().map((it) => it.full_name ?? it.name ?? '');
  return ['Platform administrator', ...found].filter(Boolean).sort((a, b) => b.length - a.length);
}

/** Every text that can be seen or heard, but for what says itself that it is in another language or as somebody wrote it. */
function shown(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const apart = `bdi, .number, kbd, code, [lang]:not(html):not([lang="${document.documentElement.lang}"])`;
    const found = new Set<string>();
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (element.closest(apart) || !element.checkVisibility({ visibilityProperty: true })) continue;
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        const text = element.getAttribute(name)?.trim();
        if (text) found.add(text);
      }
      for (const node of element.childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? node.textContent?.trim() : '';
        if (text) found.add(text);
      }
    }
    return [...found];
  });
}

const KEY = /^[a-z][A-Za-z]*(\.[A-Za-z][A-Za-z_]*)+$/;

/** What does not belong on this screen. */
export async function strangeWords(page: Page, language: Language, names: readonly string[]): Promise<string[]> {
  const strange: string[] = [];
  for (const text of await shown(page)) {
    if (KEY.test(text)) strange.push(`no text for ${text}`);
    if (language === 'en') continue;
    const rest = names.reduce((left, name) => left.replaceAll(name, ''), text);
    const latin = words(rest).filter((it) => !ownLatin[language].has(it));
    if (latin.length > 0 && latin.every((it) => english.has(it))) strange.push(`in English: ${text}`);
  }
  return strange;
}
