/** A body that decides together: its sittings, what is before it, its seats. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

const load = () => Promise.all([texts('commission'), texts('people')]);

export const bodyRoute = createRoute({
  getParentRoute: () => root,
  path: '/commission',
  validateSearch: (search: Record<string, unknown>): { body?: string; side?: string } => ({
    ...(typeof search.body === 'string' ? { body: search.body } : {}),
    ...(typeof search.side === 'string' ? { side: search.side } : {}),
  }),
  loader: load,
  component: lazyRouteComponent(() => import('./Commission')),
});

export const sittingRoute = createRoute({
  getParentRoute: () => root,
  path: '/commission/sittings/$id',
  loader: load,
  component: lazyRouteComponent(() => import('./Sitting')),
});

export const itemRoute = createRoute({
  getParentRoute: () => root,
  path: '/commission/items/$id',
  loader: load,
  component: lazyRouteComponent(() => import('./Item')),
});

export const commissionRoutes = [bodyRoute, sittingRoute, itemRoute] as const;
