/**
 * The hand of somebody who fills in forms: each question is found by its words, as the eye finds it, and answered as its kind is, by
 * choosing, ticking or writing. Nothing in here knows a programme.
 */
import type { Locator, Page } from 'playwright-core';
import { settled } from './browser';

/** An answer in words; a day or a moment is given by the words of the button beside it, or part by part. */
export type Answer = string | Parts;
/** A date as it is typed, in the calendar that stands there. */
export interface Parts {
  day?: string;
  month?: string;
  year: string;
  time?: string;
}
export type Answers = Record<string, Answer>;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** The words of a question, which may be followed by "(optional)". */
const called = (label: string) => new RegExp(`^${escaped(label)}( \\(.*\\))?$`);

async function date(group: Locator, { day, month, year, time }: Parts) {
  if (month) await group.locator('select').first().selectOption({ label: month });
  const typed = [day, year, time].filter((it) => it !== undefined);
  for (const [place, part] of typed.entries()) await group.locator('input').nth(place).fill(part);
}

async function inGroup(group: Locator, answer: Answer) {
  if (typeof answer !== 'string') return date(group, answer);
  const button = group.getByRole('button', { name: answer, exact: true });
  if ((await button.count()) > 0) await button.click();
  else await group.getByText(answer, { exact: true }).click();
}

async function fromList(box: Locator, answer: string) {
  await box.fill(answer);
  const option = box.page().getByRole('option', { name: answer }).first();
  await option.waitFor();
  await option.click();
}

/** Answers one question. */
async function say(scope: Locator, label: string, answer: Answer) {
  const name = called(label);
  const group = scope.getByRole('radiogroup', { name }).or(scope.getByRole('group', { name }));
  const control = scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));
  await group.or(control).first().waitFor();
  // Choices come with their list, and how many there are decides how they are shown.
  await settled(scope.page());
  if ((await group.count()) > 0) return inGroup(group.first(), answer);
  const text = typeof answer === 'string' ? answer : answer.year;
  const kind = await control.first().evaluate((it) => (it.tagName === 'SELECT' ? 'select' : it.getAttribute('role')));
  if (kind === 'select') await control.first().selectOption({ label: text });
  else if (kind === 'combobox') await fromList(control.first(), text);
  else {
    await control.first().fill(text);
    await control.first().blur();
  }
}

export async function fillIn(scope: Locator, answers: Answers) {
  for (const [label, answer] of Object.entries(answers)) await say(scope, label, answer);
}

/** Does an act on the case that is open: presses it, answers what it asks, gives it. `give` where the last button says otherwise. */
export async function act(page: Page, title: string, answers: Answers = {}, give = title) {
  await page.getByRole('button', { name: title, exact: true }).first().click();
  const panel = page.getByRole('dialog', { name: title });
  await fillIn(panel, answers);
  await panel.getByRole('button', { name: give, exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  await settled(page);
}

/** Opens a form of the case and answers it; it is saved as it is written, and says so. */
export async function form(page: Page, forms: string, title: string, answers: Answers, saved: string) {
  const list = page.getByRole('navigation', { name: forms });
  // Before its title stands how far it is, for whoever hears it.
  const link = list.getByRole('link', { name: new RegExp(`(^|\\s)${escaped(title)}(\\s|$)`) });
  if ((await link.count()) === 0) await list.getByRole('button').last().click();
  await link.first().click();
  const sheet = page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  await fillIn(sheet, answers);
  await sheet.getByRole('status').filter({ hasText: saved }).waitFor();
  await settled(page);
}
