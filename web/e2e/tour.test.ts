/**
 * The README's tour with four people at four screens. What stands in the README is played before and after as it stands there; the sitting
 * of the Commission is played by eye and hand: the secretary calls and leads it, the members vote at their own screens.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ADDRESS, go, person, settled } from './browser';

/** The shell blocks of the README. */
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const BLOCKS = [...README.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((it) => String(it[1]));
const at = (part: string) => BLOCKS.findIndex((it) => it.includes(part));
const BEFORE = BLOCKS.slice(0, at('post $SECRETARY /sittings'));
const AFTER = BLOCKS.slice(at('lodge_renewal'), at('/ledger/proof'));

/** Plays blocks of the README; what it prints last is the answer. */
function shell(blocks: readonly string[], last: string, given: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'panoh-tour-'));
  const variables = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  const script = ['set -euo pipefail', ...variables, '{', ...blocks, '} >&2', last].join('\n');
  const said = execFileSync('bash', ['-c', script], {
    cwd: folder,
    env: { ...process.env, PANOH: ADDRESS },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  rmSync(folder, { recursive: true });
  return said.trim().split(' ');
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

it('leads a claim to a status and its renewal, with four people at four screens', { timeout: 240_000 }, async () => {
  const [claim, holder, number] = shell(BEFORE, 'echo $CASE $PERSON $(get $OFFICER /cases/$CASE | jq -r .number)');
  expect(claim && holder && number).toBeTruthy();

  const secretary = await person('secretary');
  const sitting = await callSitting(secretary);
  for (const who of Object.keys(INSTITUTIONS)) {
    const member = await person(who, { width: 820, height: 1180 });
    await vote(member, sitting, String(number), who === 'labour' ? 'Abstain' : 'Yes');
    // A member sees the docket of this sitting and nothing else.
    await member.goto(`/people/${holder}`);
    await settled(member);
    expect(await member.getByText('Zahra Mohammadi').count()).toBe(0);
    await member.context().close();
  }

  await go(secretary, sitting);
  await secretary
    .getByRole('link', { name: new RegExp(String(number)) })
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

  const given = { PERSON: String(holder), CASE: String(claim) };
  const [state] = shell(BLOCKS.slice(0, 1), 'get $OFFICER /cases/$CASE | jq -r .state', given);
  expect(state).toBe('recognised');
  const [renewed] = shell([...BLOCKS.slice(0, 1), ...AFTER], 'get $OFFICER /cases/$STATUS | jq -r .state', given);
  expect(renewed).toBe('active');

  const officer = await person('registration');
  await go(officer, `/people/${holder}`);
  await officer.getByText('زهرا محمدی').first().waitFor();
});
