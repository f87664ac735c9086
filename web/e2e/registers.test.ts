/**
 * What the house answers for: a hold keeps a case from being disposed of, two people dispose of it once it is lifted, and the certificate is
 * what its hash says; a person is answered; law enforcement is refused by a supervisor and a lawyer together.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { asking } from './asking';
import { go, person, settled } from './browser';
import { fillIn } from './hand';
import { archived, shortRetention } from './shelf';

/** Answers a dialog and gives it. */
async function give(page: Page, title: string, answers: Record<string, string>, does = title) {
  const dialog = page.getByRole('dialog', { name: title });
  await fillIn(dialog, answers);
  await dialog.getByRole('button', { name: does, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await settled(page);
}

it('disposes of a case by two people, and of none that a legal hold keeps', async () => {
  await shortRetention();
  const [kept] = await archived();
  const number = kept?.number ?? '';
  const officer = await person('dataprotection');
  await go(officer, '/registers/retention');
  await officer.getByRole('button', { name: `Legal holds: ${number}` }).click();
  await officer.getByRole('button', { name: 'Place a hold' }).click();
  await give(officer, 'Place a hold', { 'Why it must be kept': 'The court in Dushanbe asked for the file' });
  await officer.getByText('It stands').waitFor();

  const supervisor = await person('supervisor');
  await go(supervisor, '/registers/retention');
  await supervisor
    .getByRole('row', { name: new RegExp(number) })
    .getByText('A legal hold keeps it')
    .waitFor();
  await supervisor.getByRole('button', { name: `Propose disposal: ${number}` }).click();
  const proposing = supervisor.getByRole('dialog');
  await proposing.getByRole('button', { name: 'Propose disposal' }).click();
  await proposing.getByText('nothing of it is disposed of before it is lifted').waitFor();

  await officer.getByRole('button', { name: 'Lift the hold' }).click();
  await give(officer, 'Lift the hold', { 'Why it is lifted': 'The court has decided' });
  await officer.getByText('Lifted', { exact: true }).waitFor();
  await proposing.getByRole('button', { name: 'Propose disposal' }).click();
  await proposing.waitFor({ state: 'detached' });
  await supervisor.getByRole('link', { name: 'A disposal waits for its second person' }).first().click();
  await supervisor.getByText('You proposed it. Somebody else carries it out.').waitFor();
  expect(await supervisor.getByRole('button', { name: 'Dispose of it' }).count()).toBe(0);

  await go(officer, '/registers/disposals');
  await officer.getByRole('link', { name: number }).click();
  await officer.getByRole('button', { name: 'Dispose of it' }).click();
  await officer.getByRole('dialog').getByRole('button', { name: 'Dispose of it' }).click();
  await officer.getByRole('heading', { name: 'Certificate of disposal' }).waitFor();
  const saving = officer.waitForEvent('download');
  await officer.getByRole('button', { name: 'Save', exact: true }).click();
  const file = readFileSync(await (await saving).path());
  const hash = createHash('sha256').update(file).digest('hex');
  await officer.getByText(hash).waitFor();
  await go(supervisor, `/cases/${kept?.case}`);
  await supervisor.getByText('Nothing here').waitFor();
});

it('answers what somebody asks about their data, with a copy', async () => {
  const ask = await asking('registration');
  const names = [{ kind: 'legal', script: 'Latn', language: 'eng', as_written: 'Shirin Davlatova' }];
  const somebody = await ask('POST', '/people', { names, sex: '2', looked_at_duplicates: true });
  const caseworker = await person('registration');
  await go(caseworker, `/people/${somebody.id}?side=requests`);
  await caseworker.getByRole('button', { name: 'Record a request' }).click();
  await give(caseworker, 'Record a request', {
    'What is asked': 'A copy of everything that is kept of them',
    'In the person’s words': 'I want to see it.',
  });
  await caseworker.getByRole('link', { name: 'A copy' }).click();
  await caseworker.getByText('The data-protection officer answers.').waitFor();

  const officer = await person('dataprotection');
  await go(officer, '/registers/requests');
  await officer
    .getByRole('row', { name: /Shirin Davlatova/ })
    .getByRole('link')
    .click();
  await officer.getByRole('button', { name: 'Make the copy' }).click();
  const copying = officer.getByRole('dialog');
  await copying.getByRole('button', { name: 'Make the copy' }).click();
  await copying.getByText('Shirin Davlatova').first().waitFor();
  await copying.getByRole('button', { name: 'Done' }).click();
  await officer.getByText('A copy was made to be handed over').waitFor();
  await officer.getByRole('button', { name: 'Answer', exact: true }).click();
  await give(officer, 'Answer', { 'How it is answered': 'Granted', 'The answer and its reason': 'Handed over.' });
  await officer.getByText('Handed over.').waitFor();
  await go(officer, '/registers/requests?answered=true');
  await officer.getByRole('row', { name: /Shirin Davlatova.*Granted/ }).waitFor();
});

it('refuses law enforcement, by a supervisor and a lawyer together', async () => {
  const supervisor = await person('supervisor');
  await go(supervisor, '/registers/enforcement');
  await supervisor.getByRole('button', { name: 'Enter a request' }).click();
  await give(supervisor, 'Enter a request', {
    Authority: 'Criminal police of Khujand',
    'Their number of it': '17/442',
    'What is asked': 'The address of somebody called Karimov',
  });
  await supervisor.getByRole('link', { name: 'Criminal police of Khujand' }).click();
  await supervisor.getByRole('button', { name: 'Write the decision' }).click();
  await give(supervisor, 'Write the decision', {
    'What is decided': 'Refused',
    'Legal basis: law and article': 'Refugee Law, art. 9',
    Reasons: 'No court has asked for it.',
  });
  await supervisor.getByText('Waits for the other of the two').waitFor();
  expect(await supervisor.getByRole('button', { name: 'Confirm the decision' }).count()).toBe(0);

  const lawyer = await person('lawyer');
  await go(lawyer, new URL(supervisor.url()).pathname);
  await lawyer.getByRole('button', { name: 'Confirm the decision' }).click();
  await lawyer.getByText('Waits to be answered').waitFor();

  await supervisor.reload();
  await supervisor.getByRole('button', { name: 'Answer by a document' }).click();
  await give(supervisor, 'Answer by a document', { 'Number of the document': '88', 'What it says': 'It is refused.' });
  await supervisor.getByText('Answered by a document').waitFor();
  await supervisor.getByText('It is refused.').waitFor();
});
