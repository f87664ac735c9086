/** Dates: both calendars, months in Tajik, and an instant as Dushanbe's clocks show it. */
import { describe, expect, it } from 'vitest';
import { dateInWords, digits, fromHijri, hijriInWords, localParts, momentInWords, weekday } from './dates';

describe('a date in words', () => {
  it('has Tajik months, which the browser does not know', () => {
    expect(dateInWords('2026-11-25', 'day', 'tg')).toBe('25 ноябр 2026');
  });
  it('is only as precise as it is known', () => {
    expect(dateInWords('1994-01-01', 'year', 'ru')).toBe('1994');
    expect(dateInWords('1994-03-01', 'month', 'ru')).toBe('март 1994');
  });
  it('has Dari months and digits', () => {
    expect(hijriInWords('2026-11-25', 'day', 'fa')).toBe('۴ قوس ۱۴۰۵');
    expect(dateInWords('2026-11-25', 'day', 'fa')).toBe('۲۵ نوامبر ۲۰۲۶');
  });
  it('knows the day of the week', () => {
    expect(weekday('2026-11-25', 'tg')).toBe('чоршанбе');
  });
});

describe('the Solar Hijri calendar', () => {
  it('goes there and back', () => {
    expect(fromHijri({ year: 1405, month: 9, day: 4 })).toBe('2026-11-25');
    expect(fromHijri({ year: 1373, month: 1, day: 1 })).toBe('1994-03-21');
  });
  it('has its thirtieth of Hut only in a leap year', () => {
    expect(fromHijri({ year: 1403, month: 12, day: 30 })).toBe('2025-03-20');
  });
});

describe('an instant', () => {
  it('is shown in Dushanbe, five hours east', () => {
    expect(localParts('2026-11-24T20:30:00Z')).toEqual({ date: '2026-11-25', time: '01:30' });
    expect(momentInWords('2026-11-24T20:30:00Z', 'tg')).toBe('25 ноябр 2026, 01:30');
  });
  it('without a zone is already Dushanbe’s', () => {
    expect(localParts('2026-10-29T10:00')).toEqual({ date: '2026-10-29', time: '10:00' });
  });
});

it('writes digits as the language does', () => {
  expect(digits('26', 'fa')).toBe('۲۶');
  expect(digits('26', 'tg')).toBe('26');
});
