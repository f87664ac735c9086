/**
 * What this browser keeps between visits: rows of text that nobody can read without a key, which is made here and cannot be taken out. The
 * rows of each shelf are bound to their own id, so that none can be put in another's place.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

export interface Sealed {
  id: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** `kept`: commands that wait to be sent. `drafts`: what is begun and not given yet. */
export type Shelf = 'kept' | 'drafts';

interface Store extends DBSchema {
  key: { key: string; value: CryptoKey };
  kept: { key: string; value: Sealed };
  drafts: { key: string; value: Sealed };
}

let opened: Promise<{ store: IDBPDatabase<Store>; key: CryptoKey }> | undefined;

async function open() {
  const store = await openDB<Store>('panoh', 1, {
    upgrade(database) {
      database.createObjectStore('key');
      database.createObjectStore('kept', { keyPath: 'id' });
      database.createObjectStore('drafts', { keyPath: 'id' });
    },
  });
  let key = await store.get('key', 'vault');
  if (!key) {
    const made = await makeKey();
    // Another tab may have been quicker: the first key stays.
    const transaction = store.transaction('key', 'readwrite');
    key = await transaction.store.get('vault');
    if (!key) await transaction.store.put(made, 'vault');
    await transaction.done;
    key ??= made;
  }
  return { store, key };
}

function vault() {
  opened ??= open();
  return opened;
}

export const makeKey = () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

const bytes = (text: string) => new TextEncoder().encode(text);

export async function seal(key: CryptoKey, id: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: bytes(id) },
    key,
    bytes(JSON.stringify(value)),
  );
  return { id, iv, data };
}

export async function unseal(key: CryptoKey, row: Sealed): Promise<unknown> {
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: row.iv, additionalData: bytes(row.id) },
    key,
    row.data,
  );
  return JSON.parse(new TextDecoder().decode(plain));
}

export async function put(shelf: Shelf, id: string, value: unknown) {
  const { store, key } = await vault();
  await store.put(shelf, await seal(key, id, value));
}

export async function take(shelf: Shelf, id: string): Promise<unknown> {
  const { store, key } = await vault();
  const row = await store.get(shelf, id);
  return row && unseal(key, row).catch(() => undefined);
}

export async function all(shelf: Shelf): Promise<unknown[]> {
  const { store, key } = await vault();
  const rows = await store.getAll(shelf);
  const read = await Promise.all(rows.map((row) => unseal(key, row).catch(() => undefined)));
  return read.filter((it) => it !== undefined);
}

export async function remove(shelf: Shelf, id: string) {
  const { store } = await vault();
  await store.delete(shelf, id);
}
