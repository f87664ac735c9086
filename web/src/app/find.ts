/** What is being looked for. In memory only: it may be someone's name. */
import { useSyncExternalStore } from 'react';

/** Shorter than this nothing is looked up. */
export const SHORTEST = 2;

let text = '';
const listeners = new Set<() => void>();

export function setFindText(next: string) {
  text = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useFindText = () => useSyncExternalStore(subscribe, () => text);
