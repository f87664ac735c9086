/** The path of a case through its programme. */
import { describe, expect, it } from 'vitest';
import type { Definition, Transition } from '../../programme/definition';
import { pathOf } from './way';

const act = (from: string[], to: string): Transition => ({
  title: '',
  track: null,
  from,
  to,
  by: ['officer'],
  approved_by: [],
  needs: [],
  asks: [],
  reason_required: false,
  reasons: [],
});
const state = (final = false) => ({ title: '', phase: final ? 'closed' : 'active', final });
const definition = {
  states: {
    asked: state(),
    heard: state(),
    adjourned: { ...state(), phase: 'waiting' },
    granted: state(true),
    refused: state(true),
  },
  transitions: {
    ask: act(['new'], 'asked'),
    hear: act(['asked'], 'heard'),
    adjourn: act(['heard'], 'adjourned'),
    take_up: act(['adjourned'], 'heard'),
    grant: act(['heard'], 'granted'),
    refuse: act(['heard'], 'refused'),
    note: act(['any_open'], 'same'),
  },
} as unknown as Definition;
const drawn = (present: string, ...history: string[]) =>
  pathOf(
    definition,
    present,
    history.map((it) => ({ state: it, at: '' })),
  ).map((it) => `${it.kind} ${it.state}`);

describe('a path', () => {
  it('goes on as is meant', () => {
    expect(drawn('asked', 'asked')).toEqual(['present asked', 'ahead heard', 'ahead granted']);
  });
  it('forgets a round that led back', () => {
    expect(drawn('heard', 'asked', 'heard', 'adjourned', 'heard')).toEqual([
      'past asked',
      'present heard',
      'ahead granted',
    ]);
  });
  it('shows the way that was really gone', () => {
    const steps = ['past asked', 'past heard', 'present adjourned', 'ahead heard', 'ahead granted'];
    expect(drawn('adjourned', 'asked', 'heard', 'adjourned')).toEqual(steps);
  });
  it('takes the act made for a state before one that leaves many, and a person’s before the clock’s', () => {
    const acts = {
      ask: act(['new'], 'asked'),
      withdraw: act(['asked', 'heard', 'adjourned', 'granted'], 'refused'),
      lapse: { ...act(['asked'], 'adjourned'), by: ['system'] },
      hear: act(['asked', 'adjourned'], 'heard'),
    };
    const turned = { ...definition, transitions: acts } as unknown as Definition;
    expect(pathOf(turned, 'asked', []).map((it) => it.state)).toEqual(['asked', 'heard']);
  });
  it('is drawn once round where a programme goes round', () => {
    const acts = { open: act(['new'], 'asked'), renew: act(['asked'], 'heard'), back: act(['heard'], 'asked') };
    const turned = { ...definition, transitions: acts } as unknown as Definition;
    expect(pathOf(turned, 'asked', []).map((it) => it.state)).toEqual(['asked', 'heard']);
  });
  it('ends where the case has ended', () => {
    expect(drawn('refused', 'asked', 'heard', 'refused')).toEqual(['past asked', 'past heard', 'present refused']);
  });
});
