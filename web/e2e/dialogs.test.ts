/**
 * What opens over the screens: each dialog is in the member's language, axe finds nothing in it, and it has room on a phone. Every button of
 * every screen is pressed; the service refuses each change meanwhile, so that pressing harms nothing.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findings } from './axe';
import { go, type Language, person, settled } from './browser';
import { cramped } from './room';
import { SCREENS, SIDES, seenBy } from './screens';
import { givenNames, strangeWords } from './words';

/** One from left to right and one from right to left. Texts in English are the same keys, and Russian has its letters. */
const LANGUAGES: readonly Language[] = ['tg', 'fa'];
/** Questions that are asked by POST. */
const ASKS = /\/(auth\/\w+|people\/search)$/;
const NO = { status: 409, code: 'refused', title: '—', detail: '—', errors: [] };

async function refuseChanges(page: Page) {
  await page.route('**/api/v1/**', (route) => {
    const asked = route.request();
    if (asked.method() === 'GET' || ASKS.test(new URL(asked.url()).pathname)) return route.continue();
    return route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(NO) });
  });
}

const BUTTONS = 'main button:enabled:visible';
const dialog = (page: Page) => page.locator('[role=dialog], [role=alertdialog]').first();

/** So many of what stands in one row or list are pressed: the days of a calendar are all alike. */
const ALIKE = 6;

/** The places of the buttons to press: the same act stands on many lines, and much that is alike side by side. */
const buttonsOf = (page: Page) =>
  page.locator(BUTTONS).evaluateAll((all, most) => {
    const said = new Set<string>();
    const alike = new Map<string, number>();
    return all.flatMap((it, place) => {
      const words = it.getAttribute('aria-label') ?? it.textContent?.trim() ?? '';
      const kind = `${it.className} ${it.parentElement?.className}`;
      const before = alike.get(kind) ?? 0;
      if (said.has(words) || before >= most) return [];
      said.add(words);
      alike.set(kind, before + 1);
      return [place];
    });
  }, ALIKE);

/** Presses one button and looks at what opens, if anything does. */
async function press(page: Page, place: number, language: Language, names: readonly string[]): Promise<string[]> {
  const button = page.locator(BUTTONS).nth(place);
  if ((await button.count()) === 0) return [];
  await button.click({ timeout: 2_000 }).catch(() => undefined);
  await settled(page).catch(() => undefined);
  if (!(await dialog(page).isVisible())) return [];
  const title = await dialog(page).evaluate(
    (it) => it.querySelector('h2')?.textContent ?? it.getAttribute('aria-label') ?? '',
  );
  const found = [...(await strangeWords(page, language, names)), ...(await findings(page)), ...(await cramped(page))];
  return found.map((it) => `${title}: ${it}`).concat(`opened ${title}`);
}

describe('every dialog', () => {
  it.each(Object.entries(SCREENS).flatMap(([who, screens]) => LANGUAGES.map((it) => [who, it, screens] as const)))(
    'of %s in %s',
    { timeout: 400_000 },
    async (who, language, screens) => {
      const page = await person(who, { language });
      await refuseChanges(page);
      const names = await givenNames();
      const get = await seenBy(who);
      const found: string[] = [];
      const opened = new Set<string>();
      for (const [path, address] of Object.entries({ ...screens, ...SIDES[who] })) {
        const real = typeof address === 'function' ? await address(get) : address;
        await go(page, real);
        if (SIDES[who]?.[path]) {
          const side = [...(await strangeWords(page, language, names)), ...(await findings(page))];
          found.push(...side.map((it) => `${path} ${it}`));
        }
        for (const place of await buttonsOf(page)) {
          const said = await press(page, place, language, names);
          if (said.length > 0) opened.add(`${path} ${said.at(-1)}`);
          found.push(...said.slice(0, -1).map((it) => `${path} ${it}`));
          // Whatever it did, the next one is pressed on the screen as it was.
          if (said.length > 0 || new URL(page.url()).pathname !== real.split('?')[0]) await go(page, real);
        }
      }
      console.info(`${who}, ${language}: ${opened.size} dialogs\n${[...opened].join('\n')}`);
      expect([...new Set(found)]).toEqual([]);
    },
  );
});
