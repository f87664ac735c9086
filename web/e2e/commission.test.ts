/** A body that decides is founded at a screen: the programme says what it is called, the administrator which institutions sit on it. */
import { it } from 'vitest';
import { go, person } from './browser';

it('founds the Commission that a programme asks, with a seat that chairs', async () => {
  const page = await person('administrator@unhcr.example');
  await go(page, '/admin/programmes/refugee-claim');
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('Runs here').first().waitFor();
  await go(page, '/commission');
  await page.getByRole('button', { name: 'Found a body' }).click();
  const founding = page.getByRole('dialog');
  await founding.getByText('Permanent Commission for Determination of Refugee Status').waitFor();
  await founding.getByRole('button', { name: 'Found a body' }).click();
  await page.getByText('No seat yet').waitFor();
  await page.getByRole('button', { name: 'Add a seat' }).click();
  const seat = page.getByRole('dialog');
  const names = {
    English: 'Ministry of Justice',
    Tajik: 'Вазорати адлия',
    Russian: 'Министерство юстиции',
    Dari: 'وزارت عدلیه',
  };
  for (const [language, name] of Object.entries(names)) await seat.getByLabel(`Institution in ${language}`).fill(name);
  await seat.getByText('This seat chairs').click();
  await seat.getByRole('button', { name: 'Add a seat' }).click();
  await page.getByText('Ministry of Justice').waitFor();
  await page.getByText('chair', { exact: true }).waitFor();
});
