/** Who is in the room, and whether they are enough: the same counting as the service's, for the eye before the act. */
import type { AnswerOf } from '../../api/types';
import type { Language } from '../../locale/language';

export type Words = Partial<Record<Language, string>>;

/** Somebody who attends for a seat. */
export interface Attending {
  seat: string;
  institution: Words;
  is_chair: boolean;
  membership: string;
  full_name: string | null;
  capacity: 'member' | 'alternate';
  arrived_at: string;
  left_at: string | null;
}

export interface Listed {
  id: string;
  case_number: string;
  question: string;
  position: number;
  urgent: boolean;
  state: ItemState;
  outcome: Outcome | null;
}

export interface Holder {
  id: string;
  membership: string;
  full_name: string | null;
  capacity: 'member' | 'alternate';
  starts_on: string;
  ends_on: string | null;
}

export interface Tally {
  seats: number;
  present: number;
  recused: number;
  yes: number;
  no: number;
  abstain: number;
  quorum_needed: number;
  quorum_present: boolean;
}

export type ItemState = 'waiting' | 'listed' | 'decided' | 'adjourned' | 'withdrawn';
export type Outcome = 'positive' | 'negative' | 'adjourned';
export type SittingState = 'called' | 'open' | 'closed' | 'minuted';
export type Vote = 'yes' | 'no' | 'abstain';

export interface Sitting extends Omit<AnswerOf<'get_sitting'>, 'attendance' | 'docket' | 'state' | 'body_title'> {
  attendance: Attending[];
  docket: Listed[];
  state: SittingState;
  body_title: Words;
}

export interface Item
  extends Omit<AnswerOf<'get_item'>, 'recusals' | 'tally' | 'state' | 'outcome' | 'papers' | 'watermark'> {
  recusals: { seat: string; ground: string }[];
  tally?: Tally | null;
  state: ItemState;
  outcome?: Outcome | null;
  papers?: Paper[] | null;
  watermark: { member: string | null; at: string };
}

export interface Paper {
  section: string;
  title: Words;
  class: number;
  answers: unknown;
}

export const QUORUMS = ['more_than_half', 'two_thirds', 'all'] as const;
export type QuorumRule = (typeof QUORUMS)[number];

/** Seats that must be present. */
export function quorumOf(rule: QuorumRule, seats: number): number {
  if (rule === 'all') return seats;
  return rule === 'two_thirds' ? Math.ceil((seats * 2) / 3) : Math.floor(seats / 2) + 1;
}

export const inTheRoom = (attendance: readonly Attending[]) => attendance.filter((it) => !it.left_at);

/** Those who may vote on an item: in the room and not recused. */
export function votersOn(attendance: readonly Attending[], recusals: readonly { seat: string }[]): Attending[] {
  return inTheRoom(attendance).filter((it) => !recusals.some((one) => one.seat === it.seat));
}

/** The seat that a member attends for now. */
export const seatOf = (attendance: readonly Attending[], membership: string | undefined) =>
  inTheRoom(attendance).find((it) => it.membership === membership);

/** Items that keep a sitting from being closed. */
export const undecided = (docket: readonly Listed[]) => docket.filter((it) => it.state === 'listed');

/** The item after this one that still waits to be heard, round the docket. */
export function nextOf(docket: readonly Listed[], id: string): Listed | undefined {
  const at = docket.findIndex((it) => it.id === id);
  const round = [...docket.slice(at + 1), ...docket.slice(0, Math.max(at, 0))];
  return round.find((it) => it.state === 'listed');
}

/** A wall time in Dushanbe as an instant. */
export const instantOf = (wall: string) => `${wall}:00+05:00`;
