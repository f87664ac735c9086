/** Nobody is written down twice: whoever has come is looked for before anything else, and once more before they are registered. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { go, person } from './browser';
import { seenBy } from './screens';

type Known = { names: { script: string; as_written: string }[]; sex: string; birth: { date: string } };

/** Somebody of the demo, whose name stands in both scripts; whom another test registered has only one. */
async function somebody() {
  const get = await seenBy('registration');
  const { data } = await get<{ data: { id: string }[] }>('/cases?limit=50');
  for (const { id } of data) {
    const { subjects } = await get<{ subjects: { person: string }[] }>(`/cases/${id}`);
    const known = await get<Known>(`/people/${subjects[0]?.person}`);
    const written = (script: string) => known.names.find((it) => it.script === script)?.as_written ?? '';
    if (written('Arab') && written('Latn')) return { ...known, written };
  }
  throw new Error('nobody has a name in both scripts');
}

async function begin(page: Page) {
  await go(page, '/intake');
  await page.getByRole('button', { name: 'Record that the person asks for asylum' }).click();
}

const looking = (page: Page) => page.getByLabel('Name or number of whoever has come');

it('finds whoever is here already by another script, and shows the cases they are on', async () => {
  const known = await somebody();
  const page = await person('registration');
  await begin(page);
  await looking(page).fill(known.written('Arab'));
  await page.getByRole('button', { name: 'It is this person' }).first().click();
  await page.getByText('On these cases already').waitFor();
  expect(await page.getByLabel('Given name').count()).toBe(0);
  await page.getByRole('button', { name: 'It is somebody else' }).click();
  await looking(page).waitFor();
});

it('begins somebody new with what was looked for, and asks again when their sex and birth are like another’s', async () => {
  const known = await somebody();
  const page = await person('registration');
  await begin(page);
  await looking(page).fill('Nobodylike');
  await page.getByText('Nobody like this is registered here').waitFor();
  await page.getByRole('button', { name: 'Register somebody new' }).click();
  expect(await page.getByLabel('Given name').inputValue()).toBe('Nobodylike');
  const [given = '', ...family] = known.written('Latn').split(' ');
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family.join(' '));
  await page.getByText(known.sex === '1' ? 'Male' : 'Female', { exact: true }).click();
  await page.getByLabel('How exactly it is known').first().selectOption('year');
  await page.getByLabel('Year').first().fill(known.birth.date.slice(0, 4));
  const asked = page.getByRole('region', { name: 'This person may be registered already' });
  await asked.waitFor();
  await asked.getByRole('button', { name: 'It is none of these' }).click();
  await asked.waitFor({ state: 'detached' });
});
