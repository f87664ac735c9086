/** The main screens in four languages and both themes, as `docs/pictures/` shows them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { desk, go, type Language, person, settled, type Theme } from './browser';
import { SCREENS, seenBy } from './screens';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const LANGUAGES: readonly Language[] = ['tg', 'ru', 'en', 'fa'];
const THEMES: readonly Theme[] = ['light', 'dark'];
/** Quality of the pictures; letters stay sharp and all files together small. */
const QUALITY = 72;

/** Name of the file, who looks, and the screen as the walk knows it. */
const PICTURES: readonly [name: string, who: string, screen: string][] = [
  ['today', 'registration', '/'],
  ['cases', 'registration', '/cases'],
  ['case', 'registration', '/cases/$id'],
  ['person', 'registration', '/people/$id'],
  ['sitting', 'secretary', '/commission/sittings/$id'],
  ['roles', 'administrator', '/admin/roles/$id'],
  ['programme', 'administrator', '/admin/programmes/$programme'],
];

async function take(page: Page, name: string, language: Language, theme: Theme) {
  // Words of codes come after what is named by them.
  await page.waitForTimeout(400);
  await settled(page);
  const line = await page.context().newCDPSession(page);
  const { data } = await line.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.${language}.${theme}.webp`), Buffer.from(data, 'base64'));
}

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    it(`${language}, ${theme}`, async () => {
      const door = await desk({ language, theme });
      await go(door, '/');
      await take(door, 'sign-in', language, theme);
      for (const who of new Set(PICTURES.map((it) => it[1]))) {
        const page = await person(who, { language, theme });
        const get = await seenBy(who);
        for (const [name, , screen] of PICTURES.filter((it) => it[1] === who)) {
          const address = SCREENS[who]?.[screen];
          if (!address) throw new Error(`${screen} is no screen of ${who}`);
          await go(page, typeof address === 'string' ? address : await address(get));
          await take(page, name, language, theme);
        }
      }
    });
  }
}
