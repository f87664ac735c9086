/** A grant is taken apart into rights that make it again. */
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../api/types';
import { rightsOf } from './rights';

const grant = (programmes: string[] | null): Schemas['Grant'] => ({
  resource: 'case',
  title: 'Case',
  actions: ['read'],
  reach: 'own',
  programmes,
  words: 'may read: Case (one’s own)',
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
