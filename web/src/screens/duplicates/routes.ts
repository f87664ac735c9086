/** Records that may be of one person: the queue, two side by side, and a merge that was made of them. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

const loader = () => Promise.all([texts('duplicates'), texts('people')]);

export const pairRoute = createRoute({
  getParentRoute: () => root,
  path: '/duplicates/$one/$other',
  loader,
  component: lazyRouteComponent(() => import('./Pair')),
});

export const mergeRoute = createRoute({
  getParentRoute: () => root,
  path: '/merges/$id',
  loader,
  component: lazyRouteComponent(() => import('./Merge')),
});

export const duplicateRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/duplicates',
    loader,
    component: lazyRouteComponent(() => import('./Queue')),
  }),
  pairRoute,
  mergeRoute,
] as const;
