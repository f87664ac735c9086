/** Bringing people from a file: sending it, the report, bringing them in, and taking them back. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

const loader = () => Promise.all([texts('imports'), texts('people')]);

export const importRoute = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  loader,
  component: lazyRouteComponent(() => import('./Import')),
});

export const importRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/imports',
    loader,
    component: lazyRouteComponent(() => import('./Imports')),
  }),
  importRoute,
] as const;
