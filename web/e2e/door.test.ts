/** The first minute: the door opens, in every language, and the work of the day is there. */
import { describe, expect, it } from 'vitest';
import { desk, go, PASSWORD, person, settled } from './browser';

describe('the door', () => {
  it('opens to whoever knows the password, and shows the work of the day', async () => {
    const page = await person('registration');
    await settled(page);
    expect(await page.locator('main h1').count()).toBe(1);
    expect(await page.title()).toMatch(/Panoh$/);
    expect(await page.title()).not.toMatch(/Registration/);
  });

  it('says no in words, and to nobody why', async () => {
    const page = await desk();
    await page.goto('/');
    await page.getByLabel('E-mail address').fill('nobody@department.example');
    await page.getByLabel('Password').fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect((await page.getByRole('alert').innerText()).length).toBeGreaterThan(10);
  });

  it('changes language without loading anew, and turns round for Dari', async () => {
    const page = await desk({ language: 'ru' });
    await page.goto('/');
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    await page.getByRole('button', { name: 'دری' }).click();
    await page.waitForFunction(() => document.documentElement.dir === 'rtl');
    expect(await page.evaluate(() => [document.documentElement.lang, 'stillHere' in window])).toEqual(['fa', true]);
  });

  it('is locked and hidden by Escape twice, and opens where one was', async () => {
    const page = await person('registration');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show' }).waitFor();
    expect((await page.locator('body').innerText()).trim()).toBe('');
    await page.keyboard.press('Enter');
    await page.getByLabel('Password').fill('refuge-in-dushanbe');
    await page.keyboard.press('Enter');
    await page.getByText('The screen is locked').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('closes over a dialog too, and what was begun in it is there again', async () => {
    const page = await person('administrator');
    await go(page, '/admin/offices');
    await page.getByRole('button', { name: 'Open an office' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Istaravshan');
    // As another tab does.
    await page.evaluate(() => new BroadcastChannel('panoh').postMessage('lock'));
    await page.getByText('The screen is locked').waitFor();
    expect(await dialog.isVisible()).toBe(false);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await dialog.waitFor();
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Istaravshan');
  });
});
