/**
 * Commands that could not be sent yet. They survive a reload, in the vault. Only the member who gave a command sees it or sends it.
 */
import { useSyncExternalStore } from 'react';
import type { Call } from './ask';
import { all, put, remove } from './vault';

/** A command that waits. */
export interface Kept extends Call {
  id: string;
  key: string;
  membership: string;
  /** When it was given, in milliseconds since 1970. */
  at: number;
  /** What the member did, as a key of the texts; says nothing about anyone. */
  label: string;
  /** Where on the screen it was given. */
  where: string;
  /** The server's no, in words, if it said so; then it waits for the member and not for the line. */
  refused?: { code: string; title: string; detail: string };
}

let kept: readonly Kept[] = [];
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('panoh-outbox');

async function reload() {
  kept = ((await all('kept')) as Kept[]).sort((a, b) => a.at - b.at);
  for (const listener of listeners) listener();
}

async function changed() {
  tabs?.postMessage('changed');
  await reload();
}

tabs?.addEventListener('message', () => void reload());

/** What waits, oldest first, of all members of this browser. */
export const allKept = () => kept;
export const loadKept = reload;

export async function keep(it: Kept) {
  await put('kept', it.id, it);
  await changed();
}

export async function forget(id: string) {
  await remove('kept', id);
  await changed();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What one member has not sent yet. */
export function useKept(membership: string | undefined): readonly Kept[] {
  const all = useSyncExternalStore(subscribe, allKept);
  return all.filter((it) => it.membership === membership);
}

/**
 * A later change of the same thing joins an earlier one that still waits: fields of a form are merged, so that a day's typing on a dead
 * line is one command and not hundreds. Anything but a PATCH stands alone.
 */
export function joined(waiting: readonly Kept[], next: Kept, patches: boolean): Kept {
  const same = patches
    ? waiting.find(
        (it) =>
          it.operation === next.operation &&
          it.membership === next.membership &&
          JSON.stringify([it.path, it.query]) === JSON.stringify([next.path, next.query]),
      )
    : undefined;
  if (!same) return next;
  return {
    ...next,
    id: same.id,
    at: same.at,
    version: same.version,
    body: { ...(same.body as object), ...(next.body as object) },
  };
}
