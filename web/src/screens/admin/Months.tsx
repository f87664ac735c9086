/** A year in months: weekends, days off and days worked, each told apart by more than its colour. */
import { useTranslation } from 'react-i18next';
import { digits, MONTHS_ALONE, WEEKDAYS } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import style from './Admin.module.css';
import type { Day } from './Calendar';

/** Monday first, as calendars in the country have it. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const iso = (year: number, month: number, day: number) =>
  `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The weeks of a month, each of seven days or gaps. */
export function weeksOf(year: number, month: number): (number | undefined)[][] {
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const gap = WEEK.indexOf(new Date(Date.UTC(year, month, 1)).getUTCDay() as (typeof WEEK)[number]);
  const cells = Array.from({ length: Math.ceil((gap + length) / 7) * 7 }, (_, at) =>
    at < gap || at >= gap + length ? undefined : at - gap + 1,
  );
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export function Months({ year, days }: { year: number; days: readonly Day[] }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const known = new Map(days.map((it) => [it.day, it]));
  const short = (it: number) =>
    Array.from(WEEKDAYS[language][it] ?? '')
      .slice(0, 2)
      .join('');
  return (
    <div className={style.months}>
      {MONTHS_ALONE[language].map((name, month) => (
        <table key={name} className={style.month}>
          <caption>{name}</caption>
          <thead>
            <tr>
              {WEEK.map((it) => (
                <th key={it} scope="col" abbr={WEEKDAYS[language][it]}>
                  {short(it)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(year, month).map((week) => (
              <tr key={week.find(Boolean)}>
                {week.map((day, at) => {
                  const listed = day ? known.get(iso(year, month, day)) : undefined;
                  const weekend = at >= 5;
                  const kind = listed ? (listed.working ? 'worked' : 'off') : weekend ? 'weekend' : undefined;
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a gap is its place in the week
                    <td key={at} data-kind={day ? kind : undefined} title={listed?.name}>
                      {day && digits(day, language)}
                      {listed && (
                        <span className="unseen">
                          {t(listed.working ? 'calendar.worked' : 'calendar.off')}: {listed.name}
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}
