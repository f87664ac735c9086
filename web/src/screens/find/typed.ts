/** What was typed into the box: when it is worth asking, and what it may be. */
import { useEffect, useState } from 'react';

/** How long nobody types before it is asked, in milliseconds: a thin line is not asked for every letter. */
const SETTLES = 250;

/** May it be the beginning of a case number? Two digits of a year, then Crockford's letters. */
export const mayBeNumber = (text: string) => /^\d{2}(-?[0-9A-HJKMNP-TV-Z]*)?(-\w?)?$/i.test(text) && text.length > 2;

/** A value once it has stood still. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), SETTLES);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

/** How sure a match is, in words rather than in hundredths. */
export function sureness(score: number): 'sure' | 'likely' | 'possible' {
  if (score >= 0.95) return 'sure';
  return score >= 0.8 ? 'likely' : 'possible';
}
