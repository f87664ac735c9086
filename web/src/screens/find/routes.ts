/** Finding people and cases. What is looked for is never in the address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const findRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/find',
    loader: () => texts('people'),
    component: lazyRouteComponent(() => import('./Find')),
  }),
] as const;
