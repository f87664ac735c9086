/** A person's file at two desks: nobody overwrites anybody, and a second person sees what they confirm. */
import { expect, it } from 'vitest';
import { type Answer, asking } from './asking';
import { go, person } from './browser';

const registration = (as_written: string) => ({
  names: [{ kind: 'legal', script: 'Latn', language: 'eng', as_written }],
  sex: '2',
  birth: { date: '1990-03-02', precision: 'day' },
  citizenships: ['AFG'],
  looked_at_duplicates: true,
});

it('lays two changes of one field side by side, and tells nobody in passing a number that is not safe', async () => {
  const ask = await asking('registration');
  const { id, version } = await ask('POST', '/people', registration('Shahnoza Twice'));
  const page = await person('registration');
  await go(page, `/people/${id}`);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const editing = page.getByRole('dialog');
  await editing.getByLabel('Year').first().fill('1992');
  await ask('PATCH', `/people/${id}`, { birth: { date: '1991-03-02', precision: 'day' } }, version);
  await editing.getByRole('button', { name: 'Save' }).click();
  const choosing = page.getByRole('dialog', { name: 'Somebody else changed this meanwhile' });
  await choosing.getByText('2 March 1991').waitFor();
  await choosing.getByRole('radio', { name: /^Mine/ }).check();
  await choosing.getByRole('button', { name: 'Save what I chose' }).click();
  await page.getByText('2 March 1992').first().waitFor();

  const contact = { kind: 'phone', value: '+992935550199', safe: false, automated: false };
  await ask('POST', `/people/${id}/contacts`, contact);
  await go(page, `/people/${id}?side=history`);
  await page.getByText('Is it safe to use?').waitFor();
  expect(await page.getByText(contact.value).count()).toBe(0);
});

it('shows the second person of an act what the first one answered', async () => {
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Dushanbe' });
  const ask = await asking('registration');
  const { id: whose } = await ask('POST', '/people', registration('Malika Refused'));
  const arrival = {
    declared_at: `${today}T00:01`,
    declared_place: 'TJ-DU',
    channel: 'inland',
    entry_on: today,
    entry_lawful: false,
    language: 'prs',
  };
  const opened = await ask('POST', '/cases', {
    programme: 'refugee-claim',
    subjects: [{ person: whose, role: 'principal' }],
    transition: 'declare_intent',
    sections: { arrival },
  });
  const act = (transition: string, sections: unknown, { version }: Answer) =>
    ask('POST', `/cases/${opened.id}/transitions`, { transition, sections }, version);
  const claim = {
    signed: true,
    by_representative: false,
    claim_language: 'prs',
    interpreter_need: true,
    residence_registration: false,
  };
  const lodged = await act('lodge', { claim }, opened);
  const refusal = {
    ground: 'already-protected',
    reasons: 'The account names no ground.',
    notice_language: 'prs',
    appeal_notice: true,
    notice_sent_on: today,
  };
  await act('refuse_registration', { refusal }, lodged);

  const supervisor = await person('supervisor');
  await go(supervisor, `/cases/${opened.id}`);
  await supervisor.getByRole('button', { name: 'Look and confirm' }).click();
  await supervisor.getByRole('dialog').getByText('The account names no ground.').waitFor();
});
