/** Beginning a case. A registration under way has an address that says nothing but its own random name. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const intakeRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/intake',
    loader: () => texts('intake'),
    component: lazyRouteComponent(() => import('./Intake')),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/intake/$draft',
    loader: () => Promise.all([texts('intake'), texts('people')]),
    component: lazyRouteComponent(() => import('./Registration')),
  }),
] as const;
