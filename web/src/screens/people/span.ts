/** Where a member's time in a household lies on the line from the first day anybody joined to today, as shares of it. */
interface Time {
  joined_on: string;
  left_on?: string | null;
}

const DAY = 86_400_000;
const at = (day: string) => new Date(`${day}T12:00:00Z`).getTime();

/** The last day of a time whose end is the first day after it. */
export const dayBefore = (day: string) => new Date(at(day) - DAY).toISOString().slice(0, 10);

export function spanOf(it: Time, all: readonly Time[], now: string): { insetInlineStart: string; inlineSize: string } {
  const first = Math.min(...all.map((one) => at(one.joined_on)));
  const last = Math.max(at(now), ...all.map((one) => at(one.left_on ?? one.joined_on)));
  const whole = Math.max(last - first, DAY);
  const share = (time: number) => Math.round((time / whole) * 1000) / 10;
  const start = share(at(it.joined_on) - first);
  const length = share(at(it.left_on ?? now) - at(it.joined_on));
  // A day alone is still seen.
  return { insetInlineStart: `${Math.min(start, 98)}%`, inlineSize: `${Math.max(length, 2)}%` };
}
