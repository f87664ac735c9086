/** The first screen of the day; which reason one looks at stands in the address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { queries, query } from '../../api/query';
import { root } from '../../app/roots';
import { texts } from '../../locale/texts';

/** Why a line of work is there, the most pressing first. */
export const REASONS = ['approval', 'deadline_overdue', 'deadline_due', 'task_mine', 'task_for_role', 'alert'] as const;
export type Reason = (typeof REASONS)[number];

export const todayRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: (search: Record<string, unknown>): { why?: Reason } => ({
      why: REASONS.find((it) => it === search.why),
    }),
    loader: () => {
      // Begun beside the download of the screen; the screen itself says what went wrong.
      void queries.prefetchQuery(query('get_work'));
      return texts('today');
    },
    component: lazyRouteComponent(() => import('./Today')),
  }),
] as const;
