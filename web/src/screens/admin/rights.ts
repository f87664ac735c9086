/** Rights: their words, in the order in which people think of them, and how they are given. */
import type { Schemas } from '../../api/types';

/** Parts of a thing that a role may open without the rest. */
export const SLICES = [
  'summary',
  'request',
  'day-slip',
  'stay',
  'health',
  'alerts',
  'outcome',
  'client',
  'own-body',
  'statistics',
  'counts',
  'limits',
  'budget-lines',
  'own-line',
  'own-organisation',
  'defaults',
  'htcds',
  'result',
  'number',
  'ledger',
  'plan-items',
  'intent',
  'headcount',
  'register',
] as const;
export type Slice = (typeof SLICES)[number];

export const ACTIONS = [
  'read',
  'create',
  'update',
  'transition',
  'approve',
  'vote',
  'share',
  'export',
  'propose',
  'verify',
  'manage',
] as const;
export type Action = (typeof ACTIONS)[number];

/** From near to far. The platform's reach is no organisation's to give. */
export const REACHES = ['own', 'team', 'office', 'organisation', 'docket', 'bed_house', 'aggregate'] as const;
export type Reach = (typeof REACHES)[number] | 'platform';

/** A right as it is given: with what, what may be done, how far. */
export interface Right {
  resource: string | null;
  actions: string[];
  reach: string | null;
  /** Null: every programme below K4. */
  programmes: string[] | null;
  /** The part of the thing that it opens; null: all of it. What a line leaves out would open the whole. */
  slice: string | null;
}

/**
 * A grant as the rights that make it. The service writes `*` for every other programme beside named ones; that is two rights, one for all and
 * one for those that are named, and giving them again makes the same grant.
 */
export function rightsOf({ resource, actions, reach, programmes, slice }: Schemas['Grant']): Right[] {
  const right = (only: string[] | null): Right => ({
    resource,
    actions,
    reach,
    programmes: only,
    slice: slice ?? null,
  });
  if (!programmes?.includes('*')) return [right(programmes ?? null)];
  return [right(null), right(programmes.filter((it) => it !== '*'))];
}
