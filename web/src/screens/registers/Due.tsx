/** Until when an answer is due, with the days that are left. */
import { useTranslation } from 'react-i18next';
import { Chip } from '../../design/Chip';
import { count, today } from '../../locale/dates';

/** From here on a day is near. */
const NEAR = 7;
const DAY = 86_400_000;

/** Days from today, counted in Dushanbe; negative when it is past. */
export const daysUntil = (day: string) => Math.round((Date.parse(day) - Date.parse(today())) / DAY);

export const isLate = (day: string) => daysUntil(day) < 0;

export function Due({ on }: { on: string }) {
  const { t } = useTranslation('registers');
  const left = daysUntil(on);
  if (left < 0) return <Chip tone="bad">{t('due.late', { count: -left, shown: count(-left) })}</Chip>;
  if (left === 0) return <Chip tone="warn">{t('due.today')}</Chip>;
  return <Chip tone={left <= NEAR ? 'warn' : 'calm'}>{t('due.left', { count: left, shown: count(left) })}</Chip>;
}
