/** An administrator sets up a new organisation from nothing, at screens only. */
import { expect, it } from 'vitest';
import { desk, go, PASSWORD, person, signIn } from './browser';

const OWN = 'three-words-in-a-row';

it('founds an organisation, whose administrator accepts, makes places of work, enables a programme and invites people', async () => {
  const platform = await person('platform@platform.example');
  await go(platform, '/admin/organisations');
  await platform.getByRole('button', { name: 'Found an organisation' }).click();
  const founding = platform.getByRole('dialog');
  await founding.getByLabel('Name in English').fill('House of Return');
  await founding.getByLabel('Name in Tajik').fill('Хонаи бозгашт');
  await founding.getByLabel('Short name').fill('House-of-Return');
  await founding.getByLabel('Kind').selectOption('ngo');
  await founding.getByLabel('First office').fill('Dushanbe');
  await founding.getByLabel('Full name').fill('First administrator');
  await founding.getByLabel('E-mail address').fill('administrator@return.example');
  await founding.getByRole('button', { name: 'Found it' }).click();
  const link = await platform.getByLabel('Link of the invitation').inputValue();
  await platform.getByRole('button', { name: 'I have it' }).click();
  await platform.getByRole('button', { name: 'House of Return' }).click();
  await platform.getByRole('dialog').getByText('Members', { exact: true }).waitFor();

  const administrator = await desk();
  await administrator.goto(link);
  await administrator.getByLabel('Your password').fill(OWN);
  await administrator.getByLabel('The same once more').fill(OWN);
  await administrator.getByRole('button', { name: 'Accept the invitation' }).click();
  await administrator.getByText('You are a member now').waitFor();
  await signIn(administrator, 'administrator@return.example', OWN);

  await go(administrator, '/admin/offices');
  await administrator.getByRole('button', { name: 'Open an office' }).click();
  await administrator.getByLabel('Name', { exact: true }).fill('Khujand');
  await administrator.getByRole('button', { name: 'Save' }).click();
  await administrator.getByRole('button', { name: 'Form a team: Khujand' }).click();
  await administrator.getByLabel('Name', { exact: true }).fill('Reintegration');
  await administrator.getByRole('button', { name: 'Save' }).click();
  await administrator.getByRole('button', { name: 'Rename: Reintegration' }).waitFor();

  await go(administrator, '/admin/programmes/voluntary-return');
  await administrator.getByRole('button', { name: 'Enable' }).click();
  await administrator.getByText('Runs here').first().waitFor();
  const drawing = administrator.getByRole('img', { name: /The states of/ });
  await drawing.waitFor();
  expect(await drawing.evaluate((it: HTMLImageElement) => it.complete && it.naturalWidth > 100)).toBe(true);

  await go(administrator, '/admin/people');
  await administrator.getByRole('button', { name: 'Invite somebody' }).click();
  const inviting = administrator.getByRole('dialog');
  await inviting.getByLabel('Full name').fill('Reintegration caseworker');
  await inviting.getByLabel('E-mail address').fill('caseworker@return.example');
  await inviting.getByText('Caseworker', { exact: true }).click();
  await inviting.getByLabel('Office', { exact: true }).selectOption({ label: 'Khujand' });
  await inviting.getByLabel('Team', { exact: true }).selectOption({ label: 'Reintegration' });
  await inviting.getByRole('button', { name: 'Invite', exact: true }).click();
  const second = await administrator.getByLabel('Link of the invitation').inputValue();
  await administrator.getByRole('button', { name: 'I have it' }).click();
  await administrator.getByRole('link', { name: 'Reintegration caseworker' }).waitFor();

  const caseworker = await desk({ language: 'tg' });
  await caseworker.goto(second);
  await caseworker.locator('input[type=password]').nth(1).waitFor();
  for (const field of await caseworker.locator('input[type=password]').all()) await field.fill(OWN);
  await caseworker.locator('button[type=submit]').click();
  await caseworker.locator('a[href="/"]').waitFor();
  await signIn(caseworker, 'caseworker@return.example', OWN);
  await caseworker
    .getByText('Хонаи бозгашт')
    .waitFor({ state: 'attached' })
    .catch(() => undefined);
});

it('suspends an organisation, whose people are then shut out, and lets it go on', async () => {
  const platform = await person('platform@platform.example');
  await go(platform, '/admin/organisations');
  await platform.getByRole('button', { name: 'Caritas Tajikistan' }).click();
  await platform.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await platform.getByText('It is suspended').waitFor();
  const shut = await desk();
  await shut.goto('/');
  await shut.getByLabel('E-mail address').fill('caseworker@caritas.example');
  await shut.getByLabel('Password').fill(PASSWORD);
  await shut.getByRole('button', { name: 'Sign in' }).click();
  await shut.getByRole('alert').waitFor();
  await platform.getByRole('button', { name: 'Caritas Tajikistan' }).click();
  await platform.getByRole('dialog').getByRole('button', { name: 'Let it go on' }).click();
  await platform.getByText('It works again').waitFor();
  await shut.getByRole('button', { name: 'Sign in' }).click();
  await shut.locator('header a').first().waitFor();
});

it('says a value of its own with its day and source, and keeps what the law fixes', async () => {
  const page = await person('administrator');
  await go(page, '/admin/parameters');
  await page.getByRole('button', { name: 'Preliminary review of the claim' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('How many').fill('7');
  await panel.getByLabel('Source').fill('Order of the head of the department, No 12');
  await panel.getByRole('button', { name: 'Add the value' }).click();
  await page.getByText('The value is added').waitFor();
  await panel.getByText('7 working days').waitFor();
  await panel.getByRole('button', { name: 'Close' }).first().click();
  expect(await page.getByText('Your own').count()).toBeGreaterThan(0);
});
