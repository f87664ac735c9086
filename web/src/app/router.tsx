/** The whole map of addresses. Each area of the client lists its own in its `routes.ts`; screens are downloaded when one goes there. */
import { createRouter } from '@tanstack/react-router';
import { Skeleton } from '../design/Page';
import { adminRoutes } from '../screens/admin/routes';
import { caseRoutes } from '../screens/case/routes';
import { commissionRoutes } from '../screens/commission/routes';
import { duplicateRoutes } from '../screens/duplicates/routes';
import { findRoutes } from '../screens/find/routes';

import { importRoutes } from '../screens/imports/routes';
import { intakeRoutes } from '../screens/intake/routes';

import { listRoutes } from '../screens/lists/routes';
import { peopleRoutes } from '../screens/people/routes';
import { registerRoutes } from '../screens/registers/routes';

import { sessionRoutes } from '../screens/session/routes';
import { todayRoutes } from '../screens/today/routes';
import { BrokenScreen } from './Broken';
import { Nowhere } from './Nowhere';
import { root } from './roots';

export const router = createRouter({
  routeTree: root.addChildren([
    ...todayRoutes,
    ...caseRoutes,
    ...findRoutes,
    ...duplicateRoutes,
    ...importRoutes,
    ...intakeRoutes,
    ...listRoutes,
    ...commissionRoutes,
    ...peopleRoutes,
    ...registerRoutes,
    ...sessionRoutes,
    ...adminRoutes,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Skeleton lines={8} />,
  defaultErrorComponent: ({ reset }) => <BrokenScreen again={reset} />,
  defaultNotFoundComponent: Nowhere,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
