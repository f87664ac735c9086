/** The words of rights, in the order in which people think of them. */
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
