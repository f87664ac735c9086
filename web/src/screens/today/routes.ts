/** The first screen of the day. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const todayRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    loader: () => texts('today'),
    component: lazyRouteComponent(() => import('./Today')),
  }),
] as const;
