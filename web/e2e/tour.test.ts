/**
 * The README's tour by eye and hand: four people at four screens lead an asylum claim to a status and its first renewal. The officer
 * registers, lodges, hears and checks; the supervisor proposes; the secretary calls and leads the sitting; the members vote on tablets.
 */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { go, person, settled } from './browser';
import { type Answers, act, fillIn, form } from './hand';

const FORMS = 'Forms';
const SAVED = 'Saved';
const write = (page: Page, title: string, answers: Answers) => form(page, FORMS, title, answers, SAVED);

/** From the first word to a lodged claim: what somebody does who has never seen the client. Answers the claim's number. */
async function register(officer: Page): Promise<string> {
  await officer.getByRole('link', { name: 'New case' }).click();
  await officer.getByRole('button', { name: 'Record that the person asks for asylum' }).click();
  await officer.getByLabel('Name or number of whoever has come').fill('گلرخ');
  await officer.getByRole('button', { name: /^(Register somebody new|None of these: register somebody new)$/ }).click();
  await fillIn(officer.locator('main'), {
    'Family name': 'رحیمی',
    Sex: 'Female',
    Born: { day: '3', month: 'May', year: '1991' },
    'When the person asked for asylum': 'Now',
    'Where the person asked for asylum': 'Dushanbe',
    'Where the claim was made': 'Inside the country',
    'Date of entry into Tajikistan': 'Today',
    'Entered with permission': 'No',
    'Language the person understands': 'Dari',
  });
  await officer.getByRole('button', { name: 'Record that the person asks for asylum' }).click();
  await officer.waitForURL('**/cases/*');
  await settled(officer);
  await act(officer, 'Lodge the claim', {
    'The written claim is signed': 'Yes',
    'Lodged through a representative': 'No',
    'Language of the claim': 'Dari',
    'An interpreter is needed': 'Yes',
    'Holds a residence registration': 'No',
  });
  return officer.title().then((it) => it.replace(' · Panoh', ''));
}

/** Interviews, checks, and the file made ready. */
async function examine(officer: Page) {
  await act(officer, 'Register the asylum-seeker');
  await write(officer, 'Interpreter and interview preferences', {
    'Asked on': 'Today',
    'Interpreter for': 'Dari',
    'Wants an interviewer of the same sex': 'Yes',
    'Wants an interpreter of the same sex': 'Yes',
  });
  await act(officer, 'Begin the interviews', {
    'Who is invited': 'گلرخ رحیمی',
    When: { day: '1', month: 'March', year: String(new Date().getFullYear() + 1), time: '9:30' },
    Where: 'Room 4',
    'Invitation handed over on': 'Today',
  });
  await write(officer, 'Interviews', {
    'Person heard': 'گلرخ رحیمی',
    'Held on': 'Today',
    'Interviewing officer': 'Registration officer',
    'How it was held': 'In person',
    'The record was read back in a language understood': 'Yes',
    'The person signed the record': 'Yes',
  });
  await write(officer, 'Screening for specific needs', { 'Screened on': 'Today', 'Specific needs were found': 'No' });
  await write(officer, 'Grounds of the claim', {
    Grounds: 'Political opinion',
    'Why the person fears to return': 'Threatened because she taught girls.',
  });
  await act(officer, 'Finish the interviews and begin the checks');
  await act(officer, 'Request a background check', {
    'Body asked': 'State Committee for National Security',
    'State to which the body belongs': 'Tajikistan',
    'Sent on': 'Today',
    'Answered on': 'Today',
    Result: 'Clear',
  });
  await write(officer, 'Index of the file', {
    'Claim and receipt': 'Yes',
    'Signed interview records': 'Yes',
    'Translations of papers in other languages': 'Yes',
    'Information on the country of origin, with sources': 'Yes',
    "Officer's analysis of the claim": 'Yes',
    'Number of pages': '84',
    'Indexed on': 'Today',
  });
  await write(officer, 'Exclusion questions', {
    'Protected by another United Nations agency (1D)': 'No indication',
    'Rights of a national in a country of residence (1E)': 'No indication',
    'Crime against peace or humanity, war crime (1F a)': 'No indication',
    'Serious non-political crime before entry (1F b)': 'No indication',
    'Acts against the purposes of the United Nations (1F c)': 'No indication',
  });
}

async function propose(supervisor: Page, claim: string) {
  await go(supervisor, claim);
  await write(supervisor, 'Draft decision', { 'Term of the status if granted, in months': '1' });
  await act(supervisor, 'Place the file before the Commission');
}

const INSTITUTIONS = { interior: 'Internal Affairs', executive: 'Executive', health: 'Health', labour: 'Labour' };

async function callSitting(secretary: Page) {
  await go(secretary, '/commission');
  await secretary.getByRole('button', { name: 'Call a sitting' }).first().click();
  const calling = secretary.getByRole('dialog');
  await calling.getByRole('button', { name: 'Today' }).click();
  await calling.getByLabel('Time').fill('15:00');
  await calling.getByLabel('Where').fill('Dushanbe, hall 2');
  await calling.getByRole('button', { name: 'Call a sitting' }).click();
  await secretary.waitForURL('**/commission/sittings/*');
  for (const institution of Object.values(INSTITUTIONS)) {
    await secretary
      .getByRole('button', { name: new RegExp(`^Member arrives: .*${institution}`) })
      .first()
      .click();
  }
  await secretary.getByText('Quorum is there').waitFor();
  await secretary.getByRole('button', { name: 'Open the sitting' }).click();
  await secretary.getByRole('button', { name: 'Close the sitting' }).waitFor();
  return new URL(secretary.url()).pathname;
}

async function vote(member: Page, sitting: string, number: string, choice: 'Yes' | 'Abstain') {
  await go(member, sitting);
  await member
    .getByRole('link', { name: new RegExp(number) })
    .first()
    .click();
  await settled(member);
  const mine = member.getByRole('region', { name: 'My vote' });
  await mine.getByRole('button', { name: new RegExp(`^${choice}`) }).click();
  const sure = member.getByRole('dialog', { name: 'Give this vote?' });
  await sure.getByRole('button', { name: choice === 'Yes' ? 'Vote yes' : 'Abstain' }).click();
  await mine.getByText('You have voted:').waitFor();
}

async function decide(secretary: Page, sitting: string, number: string) {
  await go(secretary, sitting);
  await secretary
    .getByRole('link', { name: new RegExp(number) })
    .first()
    .click();
  await settled(secretary);
  await secretary.getByText('4 of 4 have voted').waitFor();
  await secretary.getByRole('button', { name: 'Close the item' }).click();
  const closing = secretary.getByRole('dialog');
  await closing.getByLabel('Reasons').fill('Well-founded fear of persecution.');
  await closing.getByLabel('Legal ground').fill('Refugee Law, art. 1');
  await closing.getByLabel('Finding on exclusion').fill('No indication under art. 1D, 1E or 1F.');
  await closing.getByRole('button', { name: 'Count and close' }).click();
  await secretary.getByText('Carried: yes').first().waitFor();
}

/** The status is one month long here, so that its yearly registration is open at once: the clock opens it within seconds. */
async function renew(officer: Page, supervisor: Page, holder: string) {
  await go(officer, holder);
  await officer.getByRole('tab', { name: 'Cases' }).click();
  await officer
    .getByRole('row', { name: /Refugee status/ })
    .getByRole('link')
    .first()
    .click();
  await settled(officer);
  const registered = officer.getByRole('button', { name: 'Yearly registration done', exact: true });
  for (let look = 0; look < 15 && (await registered.count()) === 0; look += 1) {
    await officer.waitForTimeout(1000);
    await officer.reload();
    await settled(officer);
  }
  await act(officer, 'Yearly registration done', {
    'Registered on': 'Today',
    'The person came in person': 'Yes',
    'Present address': 'Dushanbe',
    'The family has changed': 'No',
  });
  const answer: Answers = { 'Decided on': 'Today', 'A ground for loss or deprivation was found': 'No' };
  await act(officer, 'Renew the status for another year', answer, 'Propose it');
  await officer.getByText('Waits for a second person: Renew the status for another year').waitFor();

  await go(supervisor, new URL(officer.url()).pathname);
  await supervisor.getByRole('button', { name: 'Look and confirm' }).click();
  const panel = supervisor.getByRole('dialog');
  await panel.getByRole('button', { name: 'Renew the status for another year', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  await settled(supervisor);
  await supervisor.getByText('Status valid').first().waitFor();
}

it('leads a claim to a status and its renewal, with four people at four screens', { timeout: 480_000 }, async () => {
  const officer = await person('registration');
  const number = await register(officer);
  const claim = new URL(officer.url()).pathname;
  await examine(officer);
  const holder = await officer.locator('aside').getByRole('link', { name: 'گلرخ رحیمی' }).first().getAttribute('href');
  const supervisor = await person('supervisor');
  await propose(supervisor, claim);

  const secretary = await person('secretary');
  const sitting = await callSitting(secretary);
  for (const who of Object.keys(INSTITUTIONS)) {
    const member = await person(who, { width: 820, height: 1180 });
    await vote(member, sitting, number, who === 'labour' ? 'Abstain' : 'Yes');
    // A member sees the docket of this sitting and nothing else.
    await member.goto(String(holder));
    await settled(member);
    expect(await member.getByText('گلرخ').count()).toBe(0);
    await member.context().close();
  }
  await decide(secretary, sitting, number);

  await go(officer, claim);
  await officer.getByText('Recognised as a refugee').first().waitFor();
  await renew(officer, supervisor, String(holder));
});
