/** Values of parameters: how they are written, and how they are said. A period is `10 working days`. */
import type { TFunction } from 'i18next';
import { count, dateInWords } from '../../locale/dates';

export const UNITS = ['days', 'working days', 'hours', 'months', 'years'] as const;
export type Unit = (typeof UNITS)[number];

export interface Period {
  many: number;
  unit: Unit;
}

export function parsePeriod(text: unknown): Period | undefined {
  const found = /^(\d+) (hour|day|working day|month|year)s?$/.exec(String(text));
  return found ? { many: Number(found[1]), unit: `${found[2]}s` as Unit } : undefined;
}

export const writePeriod = ({ many, unit }: Period) => `${many} ${unit}`;

/** A unit as a key of the texts. */
const FORM = { days: 'days', 'working days': 'working', hours: 'hours', months: 'months', years: 'years' } as const;

/** A value in the member's language. */
export function valueInWords(t: TFunction<'admin'>, value: unknown): string {
  if (value === undefined || value === null) return t('none');
  if (typeof value === 'boolean') return t(value ? 'parameters.yes' : 'parameters.no');
  if (typeof value === 'number') return count(value);
  if (Array.isArray(value)) return value.map((it) => valueInWords(t, it)).join(', ');
  const period = parsePeriod(value);
  if (period) return t(`parameters.period.${FORM[period.unit]}`, { count: period.many, shown: count(period.many) });
  if (/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return dateInWords(String(value));
  return t(`parameters.choice.${String(value)}` as 'parameters.choice.all', { defaultValue: String(value) });
}
