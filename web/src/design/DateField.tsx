/**
 * A date as people know it: by day, by month or only by year, in the calendar that stands on their paper. The other calendar and the day of
 * the week are shown beside it, so that a slip is seen. Three plain controls: they work with every keyboard, reader and phone, and a month
 * has its name in every language, Tajik among them.
 */
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  dateInWords,
  digits,
  fromHijri,
  HIJRI_MONTHS,
  hijri,
  hijriInWords,
  localParts,
  MONTHS_ALONE,
  type Parts,
  type Precision,
  partsOf,
  today,
  weekday,
} from '../locale/dates';
import { type Language, useLanguage } from '../locale/language';
import { Button } from './Button';
import style from './DateField.module.css';
import { type About, FieldWords } from './Field';
import field from './Field.module.css';
import { join } from './join';

export interface DatedValue {
  /** `YYYY-MM-DD`. */
  date: string;
  precision: Precision;
}

type Calendar = 'gregorian' | 'hijri';
type Typed = { year: string; month: string; day: string };

interface Props extends About {
  value: DatedValue | null;
  onChange: (value: DatedValue | null) => void;
  onBlur?: () => void;
  /** May be known only by month or year. */
  withPrecision?: boolean;
  /** Offers today with one press. */
  withToday?: boolean;
  isDisabled?: boolean;
  id?: string;
  /** Stands in the same line, such as a time. */
  children?: ReactNode;
}

const NOTHING: Typed = { year: '', month: '', day: '' };
const inLatin = (text: string) =>
  text
    .replace(/[۰-۹]/g, (it) => String(it.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (it) => String(it.charCodeAt(0) - 0x0660))
    .replace(/\D/g, '');

function typedOf(value: DatedValue | null, calendar: Calendar): Typed {
  const parts = value ? partsOf(value.date) : undefined;
  if (!value || !parts) return NOTHING;
  const shown = calendar === 'hijri' ? hijri(parts) : parts;
  return {
    year: String(shown.year),
    month: value.precision === 'year' ? '' : String(shown.month),
    day: value.precision === 'day' || value.precision === 'estimated' ? String(shown.day) : '',
  };
}

/** What was typed, as a date; `undefined` while it is not whole, `null` where there is no such day. */
function dateOf(typed: Typed, precision: Precision, calendar: Calendar): string | null | undefined {
  const parts: Parts = {
    year: Number(typed.year),
    month: precision === 'year' ? 1 : Number(typed.month),
    day: precision === 'month' || precision === 'year' ? 1 : Number(typed.day),
  };
  if (typed.year.length !== 4 || !parts.month || !parts.day) return undefined;
  if (calendar === 'hijri') {
    const date = fromHijri(parts);
    const back = hijri(partsOf(date) ?? parts);
    return back.day === parts.day && back.month === parts.month ? date : null;
  }
  const date = `${typed.year}-${String(parts.month).padStart(2, '0')}-${String(parts.day).padStart(2, '0')}`;
  const real = new Date(`${date}T12:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.getUTCDate() === parts.day ? date : null;
}

/** The same date as the other calendar has it, with the day of the week where the day is known. */
function beside(value: DatedValue, calendar: Calendar, language: Language) {
  const other =
    calendar === 'hijri'
      ? dateInWords(value.date, value.precision, language)
      : hijriInWords(value.date, value.precision, language);
  const day = value.precision === 'day' ? weekday(value.date, language) : undefined;
  return day ? `${day}${language === 'fa' ? '، ' : ', '}${other}` : other;
}

export function DateField({
  label,
  help,
  error,
  required,
  aside,
  value,
  onChange,
  onBlur,
  withPrecision,
  withToday,
  isDisabled,
  id,
  children,
}: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const made = useId();
  const [calendar, setCalendar] = useState<Calendar>(language === 'fa' ? 'hijri' : 'gregorian');
  const [precision, setPrecision] = useState<Precision>(value?.precision ?? 'day');
  const [typed, setTyped] = useState(() => typedOf(value, calendar));
  const whole = dateOf(typed, precision, calendar);

  // A value that comes from outside (loaded, undone) replaces what stands here; one's own half-typed date does not vanish.
  const outside = value ? `${value.date} ${value.precision}` : '';
  const inside = whole ? `${whole} ${precision}` : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change from outside counts
  useEffect(() => {
    if (outside === inside || (!outside && !whole)) return;
    setPrecision(value?.precision ?? precision);
    setTyped(typedOf(value, calendar));
  }, [outside]);

  const change = (next: Typed, how: Precision = precision, by: Calendar = calendar) => {
    setTyped(next);
    const date = dateOf(next, how, by);
    const now = date ? { date, precision: how } : null;
    if ((now ? `${now.date} ${now.precision}` : '') !== outside) onChange(now);
  };
  const changeCalendar = () => {
    const next = calendar === 'hijri' ? 'gregorian' : 'hijri';
    setCalendar(next);
    if (whole) setTyped(typedOf({ date: whole, precision }, next));
  };
  const months = calendar === 'hijri' ? HIJRI_MONTHS[language] : MONTHS_ALONE[language];
  const wrong = error ?? (whole === null ? t('date.noSuchDay') : undefined);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot share its line with anything
    <div
      role="group"
      id={id}
      aria-labelledby={`${made}-label`}
      aria-describedby={
        join(help ? `${made}-help` : null, wrong ? `${made}-error` : null, `${made}-beside`) || undefined
      }
      className={field.field}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onBlur?.()}
    >
      <span id={`${made}-label`}>
        <FieldWords label={label} required={required} aside={aside} />
      </span>
      {help && (
        <span className={field.help} id={`${made}-help`}>
          {help}
        </span>
      )}
      <div className={style.parts}>
        {(precision === 'day' || precision === 'estimated') && (
          <input
            className={join(field.control, style.day)}
            inputMode="numeric"
            autoComplete="off"
            maxLength={2}
            aria-label={t('date.day')}
            placeholder={t('date.dayShort')}
            value={digits(typed.day, language)}
            disabled={isDisabled}
            aria-invalid={wrong ? true : undefined}
            onChange={(event) => change({ ...typed, day: inLatin(event.target.value) })}
          />
        )}
        {precision !== 'year' && (
          <select
            className={join(field.control, field.select, style.month)}
            aria-label={t('date.month')}
            value={typed.month}
            disabled={isDisabled}
            aria-invalid={wrong ? true : undefined}
            onChange={(event) => change({ ...typed, month: event.target.value })}
          >
            <option value="">{t('date.month')}</option>
            {months.map((name, index) => (
              <option key={name} value={String(index + 1)}>
                {name}
              </option>
            ))}
          </select>
        )}
        <input
          className={join(field.control, style.year)}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          aria-label={t('date.year')}
          placeholder={t('date.yearShort')}
          value={digits(typed.year, language)}
          disabled={isDisabled}
          aria-invalid={wrong ? true : undefined}
          onChange={(event) => change({ ...typed, year: inLatin(event.target.value) })}
        />
        {withPrecision && (
          <select
            className={join(field.control, field.select, style.precision)}
            aria-label={t('date.precision')}
            value={precision}
            disabled={isDisabled}
            onChange={(event) => {
              const next = event.target.value as Precision;
              setPrecision(next);
              change(typed, next);
            }}
          >
            {(['day', 'month', 'year', 'estimated'] as const).map((it) => (
              <option key={it} value={it}>
                {t(`date.precisions.${it}`)}
              </option>
            ))}
          </select>
        )}
        {children}
        {withToday && !isDisabled && (
          <Button size="s" kind="quiet" onPress={() => change(typedOf({ date: today(), precision: 'day' }, calendar))}>
            {t('date.today')}
          </Button>
        )}
      </div>
      <div className={style.beside}>
        <span id={`${made}-beside`} aria-live="polite">
          {whole ? beside({ date: whole, precision }, calendar, language) : ''}
        </span>
        <button type="button" className={style.calendar} onClick={changeCalendar} disabled={isDisabled}>
          {t(calendar === 'hijri' ? 'date.toGregorian' : 'date.toHijri')}
        </button>
      </div>
      {wrong && (
        <span className={field.error} id={`${made}-error`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

/** "9:05", "0905", "۱۴.۳۰" as `HH:MM`; the browser's own control would show hours as its language does, not the member's. */
export function timeOf(typed: string): string | undefined {
  const found = /^(\d{1,2})[:.\s]?(\d{2})$/.exec(
    typed.trim().replace(/[۰-۹]/g, (it) => String(it.charCodeAt(0) - 0x06f0)),
  );
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  return found && hour < 24 && minute < 60
    ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
    : undefined;
}

/** A day with the hour, as a wall clock in Dushanbe shows it: `YYYY-MM-DDTHH:MM`. `past`: it has happened, perhaps just now. */
export function MomentField({
  value,
  onChange,
  past,
  ...rest
}: About & {
  value: string | null;
  onChange: (value: string | null) => void;
  past?: boolean;
  onBlur?: () => void;
  isDisabled?: boolean;
  id?: string;
}) {
  const { t } = useTranslation();
  const [date, setDate] = useState(value?.slice(0, 10) ?? '');
  const [time, setTime] = useState(value?.slice(11, 16) ?? '');
  // What comes from outside replaces what stands here; what is half-typed stays.
  useEffect(() => {
    if (!value) return;
    setDate(value.slice(0, 10));
    setTime(value.slice(11, 16));
  }, [value]);
  const change = (day: string, hour: string) => {
    setDate(day);
    setTime(hour);
    const whole = timeOf(hour);
    const next = day && whole ? `${day}T${whole}` : null;
    if (next !== (value?.slice(0, 16) ?? null)) onChange(next);
  };
  return (
    <DateField
      {...rest}
      withToday={!past}
      value={date ? { date, precision: 'day' } : null}
      onChange={(it) => change(it?.date ?? '', time)}
    >
      <input
        className={join(field.control, style.time)}
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        aria-label={t('date.time')}
        placeholder="00:00"
        value={digits(time)}
        disabled={rest.isDisabled}
        onChange={(event) => change(date, event.target.value)}
        onBlur={() => change(date, timeOf(time) ?? time)}
      />
      {past && !rest.isDisabled && (
        <Button
          size="s"
          kind="quiet"
          onPress={() => {
            const now = localParts(new Date());
            change(now.date, now.time);
          }}
        >
          {t('date.now')}
        </Button>
      )}
    </DateField>
  );
}
