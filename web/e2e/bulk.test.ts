/** Handing over many cases at once: what will change stands there before, what came of it afterwards, and all of it goes back. */
import { expect, it } from 'vitest';
import { asking } from './asking';
import { go, person, settled } from './browser';
import { fillIn } from './hand';
import { seenBy } from './screens';

type Case = { owner_name: string; number: string };

it('hands chosen cases over, shows them gone, and brings them back', async () => {
  const get = await seenBy('supervisor');
  const { data } = await get<{ data: (Case & { id: string })[] }>('/cases?limit=100');
  const chosen = data.slice(0, 2);
  const owners = async () => Promise.all(chosen.map(async ({ id }) => (await get<Case>(`/cases/${id}`)).owner_name));
  const before = await owners();

  const page = await person('supervisor');
  await go(page, '/cases');
  for (const { number } of chosen) await page.getByRole('checkbox', { name: number }).check();
  await page.getByRole('button', { name: 'Hand over…' }).click();
  const handing = page.getByRole('dialog', { name: 'Hand over cases' });
  await fillIn(handing, { 'To whom': 'Monitoring officer' });
  for (const { number } of chosen) {
    await handing.getByRole('listitem').filter({ hasText: number }).getByText('Monitoring officer').waitFor();
  }
  await handing.getByRole('button', { name: 'Hand over 2 cases' }).click();
  await handing.getByText('2 cases handed over').waitFor();
  expect(await owners()).toEqual(['Monitoring officer', 'Monitoring officer']);

  await handing.getByRole('button', { name: 'Undo all 2' }).click();
  await handing.getByText('2 cases are back where they were').waitFor();
  await handing.getByRole('button', { name: 'Back to the list' }).click();
  expect(await owners()).toEqual(before);
});

it('says of each case that did not go why, and lets the others go', async () => {
  const get = await seenBy('supervisor');
  const { data } = await get<{ data: (Case & { id: string; version: number; owner: string })[] }>('/cases?limit=100');
  const [one, other] = data.slice(2, 4);
  if (!one || !other) throw new Error('there are too few cases');
  const page = await person('supervisor');
  await go(page, '/cases');
  for (const { number } of [one, other]) await page.getByRole('checkbox', { name: number }).check();
  await page.getByRole('button', { name: 'Hand over…' }).click();
  const handing = page.getByRole('dialog', { name: 'Hand over cases' });
  await fillIn(handing, { 'To whom': 'Monitoring officer' });
  // Meanwhile a colleague touches one of them.
  const ask = await asking('supervisor');
  await ask('POST', `/cases/${one.id}/assignment`, { owner: one.owner, reason: 'Looked again' }, one.version);
  await handing.getByRole('button', { name: 'Hand over 2 cases' }).click();
  await handing.getByText('1 case handed over').waitFor();
  await handing.getByText('1 did not go').waitFor();
  await handing
    .getByRole('listitem')
    .filter({ hasText: one.number })
    .getByText(/changed/i)
    .waitFor();
  await handing.getByRole('button', { name: 'Undo 1' }).click();
  await handing.getByText('1 case is back where it was').waitFor();
  await settled(page);
});
