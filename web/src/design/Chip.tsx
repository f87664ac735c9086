/** A short word on what something is or how it stands. The mark before it says the same as the colour. */
import { CircleAlert, CircleCheck, CircleDot, Clock, Hourglass, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import style from './Chip.module.css';
import { join } from './join';

export type Tone = 'calm' | 'accent' | 'good' | 'warn' | 'bad' | 'wait';

const MARKS: Record<Tone, LucideIcon | undefined> = {
  calm: undefined,
  accent: CircleDot,
  good: CircleCheck,
  warn: Clock,
  bad: CircleAlert,
  wait: Hourglass,
};

/** A case's phase, wherever it is drawn. */
export const PHASE_TONE: Record<string, Tone> = {
  intake: 'warn',
  active: 'accent',
  decision: 'wait',
  waiting: 'wait',
  closed: 'calm',
};

export function Chip({
  tone = 'calm',
  mark,
  children,
}: {
  tone?: Tone;
  mark?: LucideIcon | false;
  children: ReactNode;
}) {
  const Mark = mark === false ? undefined : (mark ?? MARKS[tone]);
  return (
    <span className={join(style.chip, style[tone])}>
      {Mark && <Mark aria-hidden="true" />}
      <span className={style.words}>{children}</span>
    </span>
  );
}
