import { expect, it } from 'vitest';
import { linesOf, saidByZone } from './zone';

/** The specimen of ICAO Doc 9303, issued by a state that there is. */
const ZONE = 'P<AFGERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const form = { kind: 'passport', authenticity: 'unverified', mrz: ZONE };

it('waits until the zone is whole, and minds neither spaces nor small letters', () => {
  expect(linesOf(ZONE.slice(0, -1))).toBeUndefined();
  expect(linesOf(ZONE.toLowerCase().replace('anna', ' anna '))).toEqual(ZONE.split('\n'));
});

it('fills what is still empty, and nothing else', async () => {
  expect(await saidByZone(form, new Set(['AFG']))).toEqual({
    number: 'L898902C3',
    expires_on: '2012-04-15',
    issuer: 'AFG',
  });
  expect(await saidByZone({ ...form, number: 'X1' }, new Set())).toEqual({ expires_on: '2012-04-15' });
});
