/** Everything by keyboard: signing in, finding, moving through the house, doing an act; and the focus is never lost. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { desk, PASSWORD, settled } from './browser';

const focused = (page: Page) =>
  page.evaluate(() => {
    const it = document.activeElement as HTMLElement | null;
    return it && it !== document.body ? (it.getAttribute('aria-label') ?? it.textContent ?? it.tagName).trim() : '';
  });

async function tabTo(page: Page, name: string | RegExp) {
  for (let at = 0; at < 60; at += 1) {
    const here = await focused(page);
    if (typeof name === 'string' ? here === name : name.test(here)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`nobody comes to ${name} by Tab`);
}

async function enter(page: Page, who: string) {
  await page.goto('/');
  await page.getByLabel('E-mail address').waitFor();
  await page.keyboard.type(`${who}@department.example`);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('header a').first().waitFor();
  await settled(page);
}

it('signs in, lists the keys, finds, and goes to an area', async () => {
  const page = await desk();
  await enter(page, 'administrator');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForTimeout(600);
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('Find a person or a case');
  await page.keyboard.press('Tab');
  await tabTo(page, 'Administration');
  await page.keyboard.press('Enter');
  await settled(page);
  await tabTo(page, /^Offices and teams/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Offices and teams' }).waitFor();
});

it('does an act, and the focus comes back to where it was', async () => {
  const page = await desk();
  await enter(page, 'administrator');
  await page.goto('/admin/offices');
  await settled(page);
  await tabTo(page, 'Open an office');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Panjakent');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Panjakent' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('Open an office');
});

it('skips to the content', async () => {
  const page = await desk();
  await enter(page, 'registration');
  await page.reload();
  await settled(page);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
});
