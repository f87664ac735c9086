/** Whoever looks for somebody sees them come while still typing, with why; goes to them by keys alone, and back to what they were at. */
import { beforeAll, expect, it } from 'vitest';
import { asking } from './asking';
import { go, person } from './browser';
import { seenBy } from './screens';

const focused = () => document.activeElement?.textContent ?? '';

beforeAll(async () => {
  const ask = await asking('registration');
  await ask('POST', '/people', {
    names: [{ kind: 'legal', script: 'Arab', language: 'prs', as_written: 'گل‌بخت ظریفی' }],
    sex: '2',
    citizenships: ['AFG'],
    looked_at_duplicates: true,
  });
});

it('shows who is meant while one types, in another script and with a slip, and goes there by keys', async () => {
  const page = await person('registration');
  await go(page, '/cases');
  await page.keyboard.press('/');
  await page.keyboard.type('Gulbakht Zarifi', { delay: 40 });
  const hit = page.getByRole('link', { name: /گل‌بخت ظریفی/ });
  await hit.waitFor();
  await hit.getByText(/Persian|Arabic|script/i).waitFor();
  expect(page.url()).not.toContain('Gulbakht');
  await page.keyboard.press('Escape');
  await page.waitForURL('**/cases');
  await page.keyboard.type('Гулбахт Зарифӣ', { delay: 40 });
  await hit.waitFor();
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(focused)).toContain('ظریفی');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /گل‌بخت ظریفی/ }).waitFor();
});

it('asks not for every letter, and gives up a question that was overtaken', async () => {
  const page = await person('registration', { expected: /ERR_FAILED|ERR_ABORTED/ });
  const asked: string[] = [];
  const searches = '**/people/search';
  await page.route(searches, async (route) => {
    asked.push(route.request().postData() ?? '');
    if (!asked.at(-1)?.includes('"Gulbakht Zarifi"')) return; // The line is slow: no answer comes to these.
    await route.continue();
  });
  const given = page.waitForEvent('requestfailed', (it) => it.url().endsWith('/people/search'));
  await page.keyboard.press('/');
  await page.keyboard.type('Gulbakht', { delay: 30 });
  await page.waitForRequest(searches);
  await page.keyboard.insertText(' Zarifi');
  await given;
  await page.waitForResponse(searches);
  await page.locator('[data-hit]').first().waitFor();
  expect(asked.length).toBeLessThan('Gulbakht'.length);
});

it('finds a case by the beginning of its number', async () => {
  const get = await seenBy('registration');
  const { data } = await get<{ data: { number: string }[] }>('/cases?limit=1');
  const number = data[0]?.number ?? '';
  const page = await person('registration');
  await page.keyboard.press('/');
  await page.keyboard.type(number.slice(0, 7), { delay: 30 });
  await page.getByRole('link', { name: number }).waitFor();
});
