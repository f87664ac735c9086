/** A question that is answered by a file: it is chosen and sent at once, stands there after a reload, and is looked at where it stands. */
import { expect, it } from 'vitest';
import { asking } from './asking';
import { go, person } from './browser';

/** One white point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
);

async function claim(): Promise<string> {
  const ask = await asking('registration');
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Dushanbe' });
  const { id } = await ask('POST', '/people', {
    names: [{ kind: 'legal', script: 'Latn', language: 'eng', as_written: 'Sabohat Writes' }],
    sex: '2',
    citizenships: ['AFG'],
    looked_at_duplicates: true,
  });
  const arrival = {
    declared_at: `${today}T00:01`,
    declared_place: 'TJ-DU',
    channel: 'inland',
    entry_on: today,
    entry_lawful: false,
    language: 'prs',
  };
  const subjects = [{ person: id, role: 'principal' }];
  const opening = { programme: 'refugee-claim', subjects, transition: 'declare_intent', sections: { arrival } };
  return (await ask('POST', '/cases', opening)).id;
}

it('is sent, kept with the answer, and looked at', async () => {
  const id = await claim();
  const page = await person('registration');
  await go(page, `/cases/${id}?side=forms&form=claim`);
  const question = page.getByRole('group', { name: /^Scan of the written claim/ });
  const choose = (name: string, mimeType: string, buffer: Buffer) =>
    question.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

  await choose('claim.txt', 'text/plain', Buffer.from('I ask for asylum.'));
  await question.getByText('Only pictures (JPEG, PNG, WebP) and PDF can be added.').waitFor();
  // What says that it is a picture and is none is refused by the service.
  await choose('claim.png', 'image/png', Buffer.from('<html></html>'));
  await question.getByText('This is neither a picture (JPEG, PNG, WebP) nor a PDF.').waitFor();

  await choose('claim.png', 'image/png', PICTURE);
  await question.getByRole('button', { name: /claim\.png/ }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
  await page.reload();
  await question.getByRole('button', { name: /claim\.png/ }).click();
  const shown = page.getByRole('dialog', { name: 'claim.png' }).getByRole('img');
  await shown.waitFor();
  expect(await shown.evaluate((it) => (it as HTMLImageElement).naturalWidth)).toBe(1);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await go(page, `/cases/${id}?side=timeline`);
  await page.getByText('File added').waitFor();
});
