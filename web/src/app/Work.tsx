/** Everything behind the sign-in: queries, unsent commands, the addresses. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { watchOutbox } from '../api/command';
import { queries } from '../api/query';
import { useSession } from '../api/session';
import { onLanguage } from '../locale/language';
import { followLinks } from './links';
import { router } from './router';

let watching = false;

export default function Work() {
  const session = useSession();
  const membership = session.state === 'in' || session.state === 'locked' ? session.member.membership : undefined;
  useEffect(() => {
    if (watching) return;
    watching = true;
    watchOutbox();
    // Titles come from the server in the language that was asked for.
    onLanguage(() => void queries.invalidateQueries());
  }, []);
  useEffect(() => () => queries.clear(), []);
  useEffect(() => followLinks((href) => router.history.push(href)), []);
  return (
    <QueryClientProvider client={queries} key={membership}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
