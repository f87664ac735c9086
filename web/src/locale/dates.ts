/**
 * Dates in words. Months of Tajik and of the Solar Hijri calendar in Dari are written here: the browser has no Tajik, and its Persian
 * ones are Iran's. A date of the domain is `YYYY-MM-DD` and has no zone; an instant is shown in Dushanbe's time.
 */
import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar } from '@internationalized/date';
import { BROWSER_LOCALE, currentLanguage, type Language } from './language';

export const ZONE = 'Asia/Dushanbe';

export const MONTHS: Record<Language, readonly string[]> = {
  tg: ['январ', 'феврал', 'март', 'апрел', 'май', 'июн', 'июл', 'август', 'сентябр', 'октябр', 'ноябр', 'декабр'],
  ru: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  fa: ['جنوری', 'فبروری', 'مارچ', 'اپریل', 'می', 'جون', 'جولای', 'اگست', 'سپتامبر', 'اکتوبر', 'نوامبر', 'دسامبر'],
};

/** A month that stands alone; Russian has another form for it. */
export const MONTHS_ALONE: Record<Language, readonly string[]> = {
  ...MONTHS,
  ru: [
    'январь',
    'февраль',
    'март',
    'апрель',
    'май',
    'июнь',
    'июль',
    'август',
    'сентябрь',
    'октябрь',
    'ноябрь',
    'декабрь',
  ],
};

const SHORT: Record<Language, readonly string[]> = {
  tg: ['янв', 'фев', 'мар', 'апр', 'май', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
  ru: ['янв', 'фев', 'мар', 'апр', 'мая', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  fa: MONTHS.fa,
};

/** The months of the Solar Hijri year: Afghanistan's names for Dari, the same in Cyrillic and Latin letters elsewhere. */
export const HIJRI_MONTHS: Record<Language, readonly string[]> = {
  fa: ['حمل', 'ثور', 'جوزا', 'سرطان', 'اسد', 'سنبله', 'میزان', 'عقرب', 'قوس', 'جدی', 'دلو', 'حوت'],
  tg: ['Ҳамал', 'Савр', 'Ҷавзо', 'Саратон', 'Асад', 'Сунбула', 'Мизон', 'Ақраб', 'Қавс', 'Ҷадӣ', 'Далв', 'Ҳут'],
  ru: ['хамаль', 'савр', 'джавза', 'саратан', 'асад', 'сунбула', 'мизан', 'акраб', 'кавс', 'джади', 'далв', 'хут'],
  en: ['Hamal', 'Sawr', 'Jawza', 'Saratan', 'Asad', 'Sunbula', 'Mizan', 'Aqrab', 'Qaws', 'Jadi', 'Dalw', 'Hut'],
};

export const WEEKDAYS: Record<Language, readonly string[]> = {
  tg: ['якшанбе', 'душанбе', 'сешанбе', 'чоршанбе', 'панҷшанбе', 'ҷумъа', 'шанбе'],
  ru: ['воскресенье', 'понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  fa: ['یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه'],
};

export type Precision = 'day' | 'month' | 'year' | 'estimated';

/** Digits as the language writes them. */
export function digits(value: number | string, language: Language = currentLanguage()): string {
  return language === 'fa'
    ? String(value).replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? digit)
    : String(value);
}

/** A count, grouped as the language groups. */
export function count(value: number, language: Language = currentLanguage()): string {
  return new Intl.NumberFormat(BROWSER_LOCALE[language]).format(value);
}

export interface Parts {
  year: number;
  month: number;
  day: number;
}

export function partsOf(date: string): Parts | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  return found ? { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) } : undefined;
}

/** The same day in the Solar Hijri calendar. */
export function hijri({ year, month, day }: Parts): Parts {
  const it = toCalendar(new CalendarDate(year, month, day), new PersianCalendar());
  return { year: it.year, month: it.month, day: it.day };
}

/** A day of the Solar Hijri calendar as a date of the domain. */
export function fromHijri({ year, month, day }: Parts): string {
  return toCalendar(new CalendarDate(new PersianCalendar(), year, month, day), new GregorianCalendar()).toString();
}

function written(
  { year, month, day }: Parts,
  months: readonly string[],
  alone: readonly string[],
  precision: Precision,
  language: Language,
) {
  const y = digits(year, language);
  if (precision === 'year') return y;
  if (precision === 'month') return `${alone[month - 1] ?? ''} ${y}`;
  return `${digits(day, language)} ${months[month - 1] ?? ''} ${y}`;
}

/** "23 ноябр 2026"; as precise as it is known. */
export function dateInWords(
  date: string,
  precision: Precision = 'day',
  language: Language = currentLanguage(),
): string {
  const parts = partsOf(date);
  return parts ? written(parts, MONTHS[language], MONTHS_ALONE[language], precision, language) : date;
}

/** "23 ноя 2026", for lists. */
export function shortDate(date: string, language: Language = currentLanguage()): string {
  const parts = partsOf(date);
  return parts ? written(parts, SHORT[language], SHORT[language], 'day', language) : date;
}

/** The same day as the other calendar has it: "۲ قوس ۱۴۰۵". */
export function hijriInWords(
  date: string,
  precision: Precision = 'day',
  language: Language = currentLanguage(),
): string {
  const parts = partsOf(date);
  return parts ? written(hijri(parts), HIJRI_MONTHS[language], HIJRI_MONTHS[language], precision, language) : date;
}

export function weekday(date: string, language: Language = currentLanguage()): string {
  return WEEKDAYS[language][new Date(`${date}T12:00:00Z`).getUTCDay()] ?? '';
}

/** "чоршанбе, 25 ноябр 2026". */
export function dayInWords(date: string, language: Language = currentLanguage()): string {
  return `${weekday(date, language)}${language === 'fa' ? '، ' : ', '}${dateInWords(date, 'day', language)}`;
}

const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** An instant (or a wall time of the domain) as day and time in Dushanbe. */
export function localParts(instant: string | Date): { date: string; time: string } {
  if (typeof instant === 'string' && !/(Z|[+-]\d{2}:\d{2})$/.test(instant)) {
    return { date: instant.slice(0, 10), time: instant.slice(11, 16) };
  }
  const parts = Object.fromEntries(clock.formatToParts(new Date(instant)).map((it) => [it.type, it.value]));
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** "23 ноябр 2026, 14:05". */
export function momentInWords(instant: string, language: Language = currentLanguage()): string {
  const { date, time } = localParts(instant);
  return `${dateInWords(date, 'day', language)}${language === 'fa' ? '، ' : ', '}${digits(time, language)}`;
}

/** Today in Dushanbe. */
export const today = () => localParts(new Date()).date;
