/** Keeping the house: its people, roles, places of work, programmes, numbers, days, lists and ledger. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

const loader = () => texts('admin');
const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

export const adminRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/admin',
    loader,
    component: lazyRouteComponent(() => import('./Home')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/organisations',
    loader,
    component: lazyRouteComponent(() => import('./Organisations')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/organisation',
    loader,
    component: lazyRouteComponent(() => import('./Organisation')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/people',
    loader,
    validateSearch: (given: Record<string, unknown>): { role?: string; office?: string; active?: boolean } => ({
      role: text(given.role),
      office: text(given.office),
      active: typeof given.active === 'boolean' ? given.active : undefined,
    }),
    component: lazyRouteComponent(() => import('./People')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/people/$id',
    loader,
    component: lazyRouteComponent(() => import('./Colleague')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/roles',
    loader,
    component: lazyRouteComponent(() => import('./Roles')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/roles/$id',
    loader,
    component: lazyRouteComponent(() => import('./Role')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/offices',
    loader,
    component: lazyRouteComponent(() => import('./Offices')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/programmes',
    loader,
    component: lazyRouteComponent(() => import('./Programmes')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/programmes/$programme',
    loader,
    component: lazyRouteComponent(() => import('./Programme')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/parameters',
    loader,
    component: lazyRouteComponent(() => import('./Parameters')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/calendar',
    loader,
    validateSearch: (given: Record<string, unknown>): { year?: number } => ({
      year: Number.isInteger(given.year) ? Number(given.year) : undefined,
    }),
    component: lazyRouteComponent(() => import('./Calendar')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/lists',
    loader,
    component: lazyRouteComponent(() => import('./Lists')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/lists/$list',
    loader,
    component: lazyRouteComponent(() => import('./List')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/places',
    loader,
    validateSearch: (given: Record<string, unknown>): { parent?: string } => ({ parent: text(given.parent) }),
    component: lazyRouteComponent(() => import('./Places')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/ledger',
    loader: () => Promise.all([texts('admin'), texts('acts')]),
    validateSearch: (given: Record<string, unknown>): { operation?: string; membership?: string } => ({
      operation: text(given.operation),
      membership: text(given.membership),
    }),
    component: lazyRouteComponent(() => import('./Ledger')),
  }),
] as const;
