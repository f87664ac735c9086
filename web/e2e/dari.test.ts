/** A registration in Dari, from right to left: Persian names, a birth in the Solar Hijri calendar, a claim that is opened and written into. */
import { expect, it } from 'vitest';
import { desk, go, PASSWORD, settled } from './browser';
import { act, fillIn, form } from './hand';
import { seenBy } from './screens';

it('registers a person in Dari, opens the claim, fills in a form and finds it saved', {
  timeout: 120_000,
}, async () => {
  const page = await desk({ language: 'fa' });
  await page.goto('/');
  await page.getByLabel('نشانی ایمیل').fill('registration@department.example');
  await page.getByLabel('رمز عبور').fill(PASSWORD);
  await page.getByRole('button', { name: 'ورود' }).click();
  await page.getByRole('link', { name: 'پروندهٔ نو' }).click();
  expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
  // What one reads first stands at the right.
  const [rail, content] = await Promise.all(['nav', 'main'].map((it) => page.locator(it).first().boundingBox()));
  expect(rail?.x).toBeGreaterThan(content?.x ?? 0);

  await page.getByRole('button', { name: 'ثبت این که شخص پناهندگی می‌خواهد' }).click();
  await page.getByLabel('نام یا شمارهٔ کسی که آمده است').fill('گلثوم');
  await page
    .getByRole('button', { name: 'ثبت شخص نو' })
    .or(page.getByRole('button', { name: 'هیچ‌کدام' }))
    .click();
  const main = page.locator('main');
  await fillIn(main, {
    تخلص: 'نورزایی',
    جنس: 'زن',
    تولد: { day: '۱۴', month: 'ثور', year: '۱۳۷۳' },
    'چه زمانی شخص پناهندگی خواست': 'اکنون',
    'کجا شخص پناهندگی خواست': 'دوشنبه',
    'درخواست در کجا شد': 'داخل کشور',
    'تاریخ ورود به تاجیکستان': 'امروز',
    'با اجازه وارد شده': 'نه',
    'زبانی که شخص می‌فهمد': 'دری',
  });
  await page.getByText('۴ می ۱۹۹۴').waitFor();
  await page.getByRole('button', { name: 'ثبت این که شخص پناهندگی می‌خواهد' }).click();
  await page.waitForURL('**/cases/*');
  await settled(page);
  await page.getByRole('heading', { name: /گلثوم.*نورزایی/ }).waitFor();

  await act(page, 'سپردن درخواست', {
    'درخواست کتبی امضا شده': 'بلی',
    'از راه نماینده سپرده شده': 'نه',
    'زبان درخواست': 'دری',
    'ترجمان لازم است': 'بلی',
    'ثبت اقامت دارد': 'نه',
  });
  await act(page, 'ثبت پناهجو');
  await form(
    page,
    'فورم‌ها',
    'ترجمان و ترجیحات مصاحبه',
    {
      'تاریخ پرسش': 'امروز',
      'ترجمان برای زبان': 'دری',
      'مصاحبه‌کنندهٔ هم‌جنس می‌خواهد': 'بلی',
      'ترجمان هم‌جنس می‌خواهد': 'بلی',
      'کسانی که شخص حضورشان را نمی‌خواهد': 'همسایه‌اش',
    },
    'ذخیره شد',
  );
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  await go(page, `/cases/${id}?side=forms&form=preferences`);
  await page.locator('textarea').waitFor();
  expect(await page.locator('textarea').inputValue()).toBe('همسایه‌اش');

  const get = await seenBy('registration');
  const { subjects } = await get<{ subjects: { person: string }[] }>(`/cases/${id}`);
  const who = await get<{ birth: unknown; names: { script: string; as_written: string }[] }>(
    `/people/${subjects[0]?.person}`,
  );
  expect(who.birth).toMatchObject({ date: '1994-05-04', precision: 'day' });
  expect(who.names[0]).toMatchObject({ script: 'Arab', as_written: 'گلثوم نورزایی' });
});
