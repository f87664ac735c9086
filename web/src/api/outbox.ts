/**
 * Commands that could not be sent yet. They survive a reload, encrypted: the key is made here, cannot be taken out of the browser,
 * and what is stored is unreadable without it. Only the member who gave a command sees it or sends it.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { useSyncExternalStore } from 'react';
import type { Call } from './ask';

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

interface Store extends DBSchema {
  key: { key: string; value: CryptoKey };
  kept: { key: string; value: { id: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer } };
}

let opened: Promise<{ store: IDBPDatabase<Store>; key: CryptoKey }> | undefined;

async function open() {
  const store = await openDB<Store>('panoh', 1, {
    upgrade(database) {
      database.createObjectStore('key');
      database.createObjectStore('kept', { keyPath: 'id' });
    },
  });
  let key = await store.get('key', 'outbox');
  if (!key) {
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Another tab may have been quicker: the first key stays.
    const transaction = store.transaction('key', 'readwrite');
    key = await transaction.store.get('outbox');
    if (!key) await transaction.store.put(made, 'outbox');
    await transaction.done;
    key ??= made;
  }
  return { store, key };
}

function vault() {
  opened ??= open();
  return opened;
}

/** Encrypted under the key, bound to its own id. */
export async function seal(key: CryptoKey, it: Kept) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(it));
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(it.id) },
    key,
    plain,
  );
  return { id: it.id, iv, data };
}

export async function unseal(
  key: CryptoKey,
  row: { id: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer },
): Promise<Kept> {
  const additionalData = new TextEncoder().encode(row.id);
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv, additionalData }, key, row.data);
  return JSON.parse(new TextDecoder().decode(plain)) as Kept;
}

let kept: readonly Kept[] = [];
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('panoh-outbox');

async function reload() {
  const { store, key } = await vault();
  const rows = await store.getAll('kept');
  const read = await Promise.all(rows.map((row) => unseal(key, row).catch(() => undefined)));
  kept = read.filter((it) => it !== undefined).sort((a, b) => a.at - b.at);
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
  const { store, key } = await vault();
  await store.put('kept', await seal(key, it));
  await changed();
}

export async function forget(id: string) {
  const { store } = await vault();
  await store.delete('kept', id);
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
