/** A grant is taken apart into rights that make it again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../api/types';
import { rightsOf, SLICES } from './rights';

const grant = (programmes: string[] | null, slice?: string): Schemas['Grant'] => ({
  resource: 'case',
  title: 'Case',
  actions: ['read'],
  reach: 'own',
  programmes,
  slice,
  words: 'may read: Case (one’s own)',
});

const roles = readFileSync(join(import.meta.dirname, '../../../../config/roles.toml'), 'utf8');

describe('a part of a thing', () => {
  it('stays a part when a role is changed', () => {
    expect(rightsOf(grant(['*', 'trafficking-assistance'], 'summary')).map((it) => it.slice)).toEqual([
      'summary',
      'summary',
    ]);
    expect(rightsOf(grant(null))[0]?.slice).toBeNull();
  });
  it('has words, whichever the templates use', () => {
    const used = [...roles.matchAll(/slice = "([^"]+)"/g)].map((it) => String(it[1]));
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((it) => !(SLICES as readonly string[]).includes(it))).toEqual([]);
  });
});

describe('a grant', () => {
  it('for every programme, or for some, is one right', () => {
    expect(rightsOf(grant(null)).map((it) => it.programmes)).toEqual([null]);
    expect(rightsOf(grant(['refugee-claim'])).map((it) => it.programmes)).toEqual([['refugee-claim']]);
  });
  it('for named programmes and every other is two, so that changing a role narrows nothing', () => {
    expect(rightsOf(grant(['*', 'trafficking-assistance'])).map((it) => it.programmes)).toEqual([
      null,
      ['trafficking-assistance'],
    ]);
  });
});
