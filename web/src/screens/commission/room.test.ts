import { describe, expect, it } from 'vitest';
import { type Attending, type Listed, nextOf, quorumOf, seatOf, undecided, votersOn } from './room';

const attending = (seat: string, left_at: string | null = null): Attending => ({
  seat,
  institution: {},
  is_chair: false,
  membership: `m-${seat}`,
  full_name: null,
  capacity: 'member',
  arrived_at: '2026-12-03T05:00:00Z',
  left_at,
});
const listed = (id: string, state: Listed['state']): Listed => ({
  id,
  state,
  case_number: id,
  question: 'commission',
  position: 1,
  urgent: false,
  outcome: null,
});

describe('a quorum', () => {
  it.each([
    ['more_than_half', 6, 4],
    ['more_than_half', 5, 3],
    ['two_thirds', 6, 4],
    ['two_thirds', 5, 4],
    ['all', 6, 6],
  ] as const)('of %s of %i seats is %i', (rule, seats, needed) => {
    expect(quorumOf(rule, seats)).toBe(needed);
  });
});

it('lets vote who is in the room and not recused', () => {
  const attendance = [attending('a'), attending('b'), attending('c', '2026-12-03T06:00:00Z')];
  expect(votersOn(attendance, [{ seat: 'b' }]).map((it) => it.seat)).toEqual(['a']);
});

it('knows no seat of somebody who left', () => {
  expect(seatOf([attending('c', '2026-12-03T06:00:00Z')], 'm-c')).toBeUndefined();
  expect(seatOf([attending('a')], 'm-a')?.seat).toBe('a');
});

it('goes on to the next item that is not decided, round the docket', () => {
  const docket = [listed('1', 'listed'), listed('2', 'decided'), listed('3', 'listed'), listed('4', 'adjourned')];
  expect(nextOf(docket, '1')?.id).toBe('3');
  expect(nextOf(docket, '3')?.id).toBe('1');
  expect(undecided(docket)).toHaveLength(2);
  expect(nextOf([listed('1', 'listed')], '1')).toBeUndefined();
});
