/** A person's file. Which side of it is shown stands in the address; who it is about does not, beyond an opaque id. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { queries, query } from '../../api/query';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const personRoute = createRoute({
  getParentRoute: () => root,
  path: '/people/$id',
  validateSearch: (search: Record<string, unknown>): { side?: string } =>
    typeof search.side === 'string' ? { side: search.side } : {},
  loader: ({ params }) => {
    void queries.prefetchQuery(query('get_person', { path: { id: params.id } }));
    return texts('people');
  },
  component: lazyRouteComponent(() => import('./Person')),
});

export const peopleRoutes = [personRoute] as const;
