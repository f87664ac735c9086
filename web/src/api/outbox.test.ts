/** What is kept: unreadable without its key, bound to its id, and a day's typing on a dead line is one command. */
import { describe, expect, it } from 'vitest';
import { joined, type Kept } from './outbox';
import { makeKey, seal, unseal } from './vault';

const kept = (change: Partial<Kept> = {}): Kept => ({
  id: 'a',
  key: 'a',
  operation: 'patch_section',
  path: { id: 'case', section: 'arrival' },
  version: 3,
  body: { place: 'A' },
  membership: 'me',
  at: 1,
  label: 'unsent.did.section',
  where: '/cases/case',
  ...change,
});

describe('the vault', () => {
  it('shows nothing of what it holds', async () => {
    const row = await seal(await makeKey(), 'a', kept({ body: { account: 'SECRET' } }));
    expect(new TextDecoder().decode(row.data)).not.toContain('SECRET');
  });
  it('opens with its key and no other, and only under its own id', async () => {
    const key = await makeKey();
    const row = await seal(key, 'a', { said: 1 });
    await expect(unseal(key, row)).resolves.toEqual({ said: 1 });
    await expect(unseal(await makeKey(), row)).rejects.toThrow();
    await expect(unseal(key, { ...row, id: 'b' })).rejects.toThrow();
  });
  it('has a key that cannot be taken out', async () => {
    await expect(crypto.subtle.exportKey('raw', await makeKey())).rejects.toThrow();
  });
});

describe('a command that joins one that waits', () => {
  it('becomes one with it: the version first seen, the answers last given', () => {
    const next = kept({ id: 'b', key: 'b', at: 2, version: 3, body: { place: 'B', language: 'prs' } });
    expect(joined([kept()], next, true)).toEqual({ ...next, id: 'a', at: 1, body: { place: 'B', language: 'prs' } });
  });
  it('stands alone for another form, another member, or where it is no change of a part', () => {
    const next = kept({ id: 'b', key: 'b' });
    expect(joined([kept({ path: { id: 'case', section: 'claim' } })], next, true)).toBe(next);
    expect(joined([kept({ membership: 'other' })], next, true)).toBe(next);
    expect(joined([kept()], next, false)).toBe(next);
  });
});
