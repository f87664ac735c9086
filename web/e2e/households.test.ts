/** Who lives with whom, and who is what to whom: a household is founded, another moves in, and a tie is written down. */
import { expect, it } from 'vitest';
import { asking } from './asking';
import { go, person } from './browser';
import { fillIn } from './hand';

const registration = (as_written: string, sex: string) => ({
  names: [{ kind: 'legal', script: 'Latn', language: 'eng', as_written }],
  sex,
  citizenships: ['AFG'],
  looked_at_duplicates: true,
});
const EARLIER = '2024-05-01';

it('brings two households together, and keeps what was before', async () => {
  const ask = await asking('registration');
  const [mother, uncle, cousin] = await Promise.all([
    ask('POST', '/people', registration('Shirinmoh Novobodi', '2')),
    ask('POST', '/people', registration('Qurbonshoh Novobodi', '1')),
    ask('POST', '/people', registration('Zebomoh Novobodi', '2')),
  ]);
  await ask('POST', '/households', {
    kind: 'family',
    head: uncle.id,
    members: [
      { person: uncle.id, relationship: 'other', joined_on: EARLIER },
      { person: cousin.id, relationship: 'child', joined_on: EARLIER },
    ],
  });
  const page = await person('registration');
  await go(page, `/people/${mother.id}?side=households`);
  await page.getByRole('button', { name: 'Found a household' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Found a household' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Another household moves in' }).click();
  const moving = page.getByRole('dialog', { name: 'Another household moves in' });
  await fillIn(moving, { 'Somebody who lives there': 'Qurbonshoh Novobodi' });
  await fillIn(moving, { 'Qurbonshoh Novobodi': 'Brother or sister', 'Zebomoh Novobodi': 'Other relative' });
  await moving.getByRole('button', { name: 'Another household moves in' }).click();
  await moving.waitFor({ state: 'detached' });
  const home = page.getByRole('listitem').filter({ hasText: 'Qurbonshoh Novobodi' });
  await home.getByText('Brother or sister').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Zebomoh Novobodi' }).waitFor();

  // Seen from whoever moved: both households, the earlier one with its days.
  await go(page, `/people/${cousin.id}?side=households`);
  await page.getByText('earlier', { exact: true }).waitFor();
  await page.getByText('1 May 2024 to').first().waitFor();
  expect(await page.getByText('lives here now').count()).toBe(1);
});

it('writes a tie down from one side and shows it from both', async () => {
  const ask = await asking('registration');
  const mother = await ask('POST', '/people', registration('Davlatmoh Rushoni', '2'));
  const child = await ask('POST', '/people', registration('Imomnazar Rushoni', '1'));
  const page = await person('registration');
  await go(page, `/people/${mother.id}?side=ties`);
  await page.getByRole('button', { name: 'Add a tie' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a tie' });
  await fillIn(adding, { 'This person is': 'Parent', 'of whom': 'Imomnazar Rushoni' });
  await adding.getByRole('button', { name: 'Save' }).click();
  await adding.waitFor({ state: 'detached' });
  await page.getByText('Child:').waitFor();
  await page.getByRole('link', { name: 'Imomnazar Rushoni' }).click();
  await page.waitForURL(`**/people/${child.id}*`);
  await go(page, `/people/${child.id}?side=ties`);
  await page.getByText('Parent:').waitFor();
  await page.getByRole('link', { name: 'Davlatmoh Rushoni' }).waitFor();
});
