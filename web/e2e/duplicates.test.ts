/** Two files of one person: one member says so, another chooses and merges, and the merge is undone with what was changed since named. */
import { expect, it } from 'vitest';
import { asking } from './asking';
import { go, person } from './browser';

const BIRTH = { date: '1993-08-17', precision: 'day' };
const registration = (script: string, language: string, as_written: string, citizenships: string[]) => ({
  names: [{ kind: 'legal', script, language, as_written }],
  sex: '2',
  birth: BIRTH,
  citizenships,
  looked_at_duplicates: true,
});

it('is said by one, merged by another and undone', async () => {
  const ask = await asking('registration');
  const one = await ask('POST', '/people', registration('Cyrl', 'tgk', 'Парвина Қурбонзода', ['AFG']));
  const other = await ask('POST', '/people', registration('Latn', 'eng', 'Parvina Qurbonzoda', ['AFG', 'IRN']));

  const officer = await person('registration');
  await go(officer, '/duplicates');
  await officer.locator(`a[href*="${one.id}"][href*="${other.id}"]`).click();
  await officer.getByRole('button', { name: 'They are the same person' }).click();
  await officer.waitForURL('**/duplicates');
  await officer.locator(`a[href*="${one.id}"][href*="${other.id}"]`).click();
  await officer.getByText('nobody does both').waitFor();
  expect(await officer.getByRole('button', { name: 'Merge', exact: true }).count()).toBe(0);

  const supervisor = await person('supervisor');
  await go(supervisor, `/duplicates/${one.id}/${other.id}`);
  await supervisor
    .getByRole('row', { name: /Citizenships/ })
    .getByRole('radio')
    .nth(1)
    .check();
  await supervisor.getByRole('button', { name: 'Merge', exact: true }).click();
  await supervisor.getByText('This went over:').waitFor();
  const survivor = await ask('GET', `/people/${one.id}`);
  expect(survivor.citizenships).toEqual(['AFG', 'IRN']);

  await ask('PATCH', `/people/${one.id}`, { languages: ['prs', 'rus'] }, survivor.version);
  await supervisor.reload();
  await supervisor.getByRole('button', { name: 'Undo the merge' }).click();
  const undoing = supervisor.getByRole('dialog');
  await undoing.getByText('Languages spoken').waitFor();
  await undoing.getByLabel('Why it is undone').fill('Two cousins of one name.');
  await undoing.getByRole('button', { name: 'Undo the merge' }).click();
  await supervisor.getByText(/^undone/).waitFor();
  expect((await ask('GET', `/people/${one.id}`)).citizenships).toEqual(['AFG']);
  await go(supervisor, `/people/${other.id}`);
  await supervisor.getByRole('heading', { name: /Parvina Qurbonzoda/ }).waitFor();
});
