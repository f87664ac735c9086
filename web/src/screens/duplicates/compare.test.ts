import { expect, it } from 'vitest';
import { keeps, toChoose, told, turned, unknown } from './compare';

const survivor = {
  sex: '2',
  gender: null,
  birth: { date: '1994-01-01', precision: 'year' },
  citizenships: ['AFG'],
  languages: [],
  death_on: null,
};
const merged = { ...survivor, birth: { date: '1994-05-03', precision: 'day' }, languages: ['prs'] };

it('asks only where both know something, and not the same', () => {
  expect(toChoose(survivor, merged)).toEqual(['birth']);
  expect(toChoose(survivor, { ...merged, sex: '0' })).toEqual(['birth']);
  expect(unknown('gender', survivor, merged)).toBe(true);
});

it('keeps the survivor’s value until another is chosen, and what only the other knows', () => {
  expect(keeps('birth', survivor, merged, {})).toBe('survivor');
  expect(keeps('birth', survivor, merged, { birth: 'merged' })).toBe('merged');
  expect(keeps('languages', survivor, merged, {})).toBe('merged');
});

it('tells the service a choice for each difference and for nothing else', () => {
  expect(told(survivor, merged, { birth: 'merged', sex: 'merged' })).toEqual({ birth: 'merged' });
  expect(told(survivor, merged, {})).toEqual({ birth: 'survivor' });
});

it('keeps the values that were chosen when the other file is to go on', () => {
  expect(turned({ birth: 'merged' })).toEqual({ birth: 'survivor' });
});
