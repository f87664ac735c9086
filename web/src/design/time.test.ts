/** Hours as people type them. */
import { expect, it } from 'vitest';
import { timeOf } from './DateField';

it('takes a time however it is typed, and nothing that is none', () => {
  expect(['9:05', '0905', '905', '14.30', '۱۴:۳۰'].map(timeOf)).toEqual(['09:05', '09:05', '09:05', '14:30', '14:30']);
  expect(['', '9', '25:00', '12:60', 'noon'].map(timeOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
