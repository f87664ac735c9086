/** Keys that work anywhere outside a field. A screen adds its own while it is shown; `?` lists them all. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { currentSession } from '../api/session';

export interface Key {
  /** As `KeyboardEvent.key` has it. */
  key: string;
  label: string;
  run: () => void;
}

let keys: readonly Key[] = [];
const listeners = new Set<() => void>();

function become(next: readonly Key[]) {
  keys = next;
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** On a Cyrillic or Persian keyboard the same place on the board counts. */
const PLACES_ON_BOARD: Record<string, string> = { KeyN: 'n', KeyT: 't', KeyE: 'e', Slash: '/' };

if (typeof window !== 'undefined') {
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (currentSession().state !== 'in') return;
    if (document.querySelector('[role=dialog], [role=alertdialog]')) return;
    const onBoard = event.shiftKey ? undefined : PLACES_ON_BOARD[event.code];
    const found =
      keys.find((it) => it.key === event.key) ??
      keys.find(
        (it) =>
          it.key === onBoard ||
          (it.key === '?' && event.shiftKey && (event.code === 'Slash' || event.code === 'Digit7')),
      );
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

/** A key that works while this screen is shown. */
export function useKey(key: string, label: string, run: () => void) {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const mine: Key = { key, label, run: () => latest.current() };
    become([...keys, mine]);
    return () => become(keys.filter((it) => it !== mine));
  }, [key, label]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useKeys = () => useSyncExternalStore(subscribe, () => keys);
