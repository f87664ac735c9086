/**
 * Every screen in every language and theme: axe finds nothing, no text is missing, no English is left over, nothing is refused by the
 * content security policy, the page complains of nothing, and there is room for everything, zoomed and on a phone too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findings } from './axe';
import { desk, go, type Language, person, settled, type Theme } from './browser';
import { cramped, restless } from './room';
import { SCREENS, seenBy } from './screens';
import { givenNames, strangeWords } from './words';

const LANGUAGES: Record<Language, string> = { en: 'English', tg: 'Тоҷикӣ', ru: 'Русский', fa: 'دری' };

async function changeLanguage(page: Page, language: Language) {
  if ((await page.evaluate(() => document.documentElement.lang)) !== language) {
    await page.getByRole('button', { name: /^(Language|Забон|Язык|زبان):/ }).click();
    await page.getByRole('menuitem', { name: LANGUAGES[language] }).click();
    await page.waitForFunction((it) => document.documentElement.lang === it, language);
  }
  await settled(page);
}

/** Puts on a theme as the theme menu does, and waits until no colour is on its way any more. */
function wear(page: Page, theme: Theme) {
  return page.evaluate(async (it) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // What is folded away stands still until it is unfolded.
    const isSeen = (one: Animation) => (one.effect as KeyframeEffect).target?.checkVisibility();
    document.documentElement.dataset.theme = it;
    await frame();
    do await frame();
    while (document.getAnimations().some((one) => one instanceof CSSTransition && isSeen(one)));
  }, theme);
}

async function look(page: Page, language: Language, names: readonly string[]): Promise<string[]> {
  const found = [...(await strangeWords(page, language, names)), ...(await findings(page))];
  await wear(page, 'dark');
  const dark = await findings(page, { runOnly: ['color-contrast'] });
  await wear(page, 'light');
  const room = [...(await cramped(page)), ...(await restless(page))];
  return [...found, ...dark.map((it) => `dark: ${it}`), ...room].map((it) => `${language}: ${it}`);
}

describe('every screen', () => {
  it('is on this walk', () => {
    const folder = join(import.meta.dirname, '../src/screens');
    const areas = readdirSync(folder).map((area) => join(folder, area, 'routes.ts'));
    const paths = areas.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/path: '([^']+)'/g)].map((it) => it[1]),
    );
    const walked = Object.values(SCREENS).flatMap((it) => Object.keys(it));
    expect(paths.filter((it) => !walked.includes(String(it)))).toEqual([]);
  });

  it('at the door', async () => {
    const page = await desk();
    const found: string[] = [];
    for (const address of ['/', '/invitations/none']) {
      await page.goto(address);
      for (const language of Object.keys(LANGUAGES) as Language[]) {
        await page.getByRole('button', { name: LANGUAGES[language] }).click();
        await page.waitForFunction((it) => document.documentElement.lang === it, language);
        found.push(...(await look(page, language, [])).map((it) => `${address} ${it}`));
      }
    }
    expect(found).toEqual([]);
  });

  it.each(Object.entries(SCREENS))('of %s', { timeout: 300_000 }, async (who, screens) => {
    const page = await person(who);
    const names = await givenNames();
    const get = await seenBy(who);
    const found: string[] = [];
    for (const [path, address] of Object.entries(screens)) {
      const real = typeof address === 'function' ? await address(get) : address;
      await go(page, real);
      for (const language of Object.keys(LANGUAGES) as Language[]) {
        await changeLanguage(page, language);
        found.push(...(await look(page, language, names)).map((it) => `${path} ${it}`));
      }
    }
    expect(found).toEqual([]);
  });
});
