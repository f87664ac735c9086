/** Lists of cases. The filters are the address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';
import { readFilters } from './filters';

export const casesRoute = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: readFilters,
  loader: () => texts('lists'),
  component: lazyRouteComponent(() => import('./Cases')),
});

export const listRoutes = [casesRoute] as const;
