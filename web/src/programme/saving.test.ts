/** Two people in one form: nobody's answer is overwritten unseen. */
import { describe, expect, it } from 'vitest';
import { onTop } from './saving';

describe('an answer saved on top of another’s form', () => {
  it('is saved again where nobody else touched it', () => {
    expect(onTop({ place: 'A' }, {}, { language: 'prs' })).toEqual({ again: { place: 'A' }, conflicts: [] });
  });
  it('is asked about where both changed it', () => {
    expect(onTop({ place: 'A' }, { place: 'B' }, { place: 'C' })).toEqual({
      again: {},
      conflicts: [{ name: 'place', mine: 'A', theirs: 'C' }],
    });
  });
  it('is done where both said the same', () => {
    expect(onTop({ place: 'A' }, { place: 'B' }, { place: 'A' })).toEqual({ again: {}, conflicts: [] });
  });
  it('takes nothing said and null as one', () => {
    expect(onTop({ place: null }, { place: 'B' }, {})).toEqual({ again: {}, conflicts: [] });
  });
});
