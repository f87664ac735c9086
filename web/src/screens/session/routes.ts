/** One's own account. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    loader: () => texts('session'),
    component: lazyRouteComponent(() => import('./Account')),
  }),
] as const;
