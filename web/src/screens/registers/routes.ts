/** What the house answers for: how long cases are kept and what is disposed of, what people and law enforcement ask, emergency access. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

const loader = () => texts('registers');
// How a period is said stands with the parameters.
const withPeriods = () => Promise.all([texts('registers'), texts('admin')]);

export const STAGES = ['working', 'restricted', 'archive'] as const;
export type Stage = (typeof STAGES)[number];
export const DISPOSAL_STATES = ['proposed', 'done', 'declined'] as const;
export type DisposalState = (typeof DISPOSAL_STATES)[number];

export const retentionRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/retention',
  loader: withPeriods,
  validateSearch: (given: Record<string, unknown>): { stage?: Stage; programme?: string; held?: boolean } => ({
    stage: STAGES.find((it) => it === given.stage),
    programme: typeof given.programme === 'string' ? given.programme : undefined,
    held: given.held === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('./Retention')),
});

export const disposalsRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/disposals',
  loader,
  validateSearch: (given: Record<string, unknown>): { state?: DisposalState } => ({
    state: DISPOSAL_STATES.find((it) => it === given.state),
  }),
  component: lazyRouteComponent(() => import('./Disposals')),
});

export const disposalRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/disposals/$id',
  loader: withPeriods,
  component: lazyRouteComponent(() => import('./Disposal')),
});

export const requestsRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/requests',
  loader,
  validateSearch: (given: Record<string, unknown>): { answered?: boolean } => ({
    answered: given.answered === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('./Requests')),
});

export const requestRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/requests/$id',
  loader,
  component: lazyRouteComponent(() => import('./Request')),
});

export const enforcementRoute = createRoute({
  getParentRoute: () => root,
  path: '/registers/enforcement/$id',
  loader,
  component: lazyRouteComponent(() => import('./Enforcement')),
});

export const registerRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/registers',
    loader,
    component: lazyRouteComponent(() => import('./Home')),
  }),
  retentionRoute,
  disposalsRoute,
  disposalRoute,
  requestsRoute,
  requestRoute,
  createRoute({
    getParentRoute: () => root,
    path: '/registers/enforcement',
    loader,
    component: lazyRouteComponent(() => import('./Enforcements')),
  }),
  enforcementRoute,
  createRoute({
    getParentRoute: () => root,
    path: '/registers/emergency',
    loader,
    component: lazyRouteComponent(() => import('./Emergency')),
  }),
] as const;
