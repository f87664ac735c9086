/** A case: which side of it and which form is open stand in the address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { queries, query } from '../../api/query';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

export const SIDES = ['forms', 'timeline', 'notes'] as const;
export type SideOfCase = (typeof SIDES)[number];

export const caseRoute = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
  validateSearch: (search: Record<string, unknown>): { side?: SideOfCase; form?: string } => ({
    side: SIDES.find((it) => it === search.side),
    form: typeof search.form === 'string' ? search.form : undefined,
  }),
  loader: ({ params }) => {
    // Begun beside the download of the screen; the screen itself says what went wrong.
    void queries.prefetchQuery(query('get_case', { path: { id: params.id } }));
    return texts('case');
  },
  component: lazyRouteComponent(() => import('./Case')),
});

export const caseRoutes = [caseRoute] as const;
