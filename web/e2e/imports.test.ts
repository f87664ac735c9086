/** People from a file: every line is judged before anything is written, what is good is brought in, and all of it can be taken back. */
import { expect, it } from 'vitest';
import { go, person } from './browser';

const FILE = [
  'Given name,Family name,Sex,Date of birth,Shoe size',
  'Mehrona,Ismoilova,F,1990-05-23,38',
  'Suhrob,Olimzoda,M,12.07.1988,42',
  'Nobody,Atall,M,31.02.1990,41',
].join('\n');

it('shows what is wrong, brings in what is right, and takes it back', async () => {
  const page = await person('registration');
  await go(page, '/imports');
  const buffer = Buffer.from(FILE);
  await page.locator('input[type=file]').setInputFiles({ name: 'camp.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByText('Checked: waits for your word').waitFor();
  await page
    .getByRole('cell', { name: /Date of birth/ })
    .first()
    .waitFor();
  await page.getByRole('row', { name: /Shoe size left alone/ }).waitFor();
  await page.getByRole('button', { name: 'Bring in 2 people' }).click();
  await page.getByRole('link', { name: 'Mehrona Ismoilova' }).waitFor();
  await page.getByRole('button', { name: 'Take everybody back' }).click();
  const undoing = page.getByRole('dialog');
  await undoing.getByLabel('Why they are taken back').fill('The wrong list.');
  await undoing.getByRole('button', { name: 'Take everybody back' }).click();
  await page.getByRole('button', { name: /^Taken back/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Mehrona Ismoilova' }).count()).toBe(0);
});
