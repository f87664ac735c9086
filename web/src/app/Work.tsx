/** Everything behind the sign-in: queries, unsent commands, the addresses. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { watchOutbox } from '../api/command';
import { queries } from '../api/query';
import { currentSession, type Session, subscribeToSession, useSession } from '../api/session';
import { onLanguage } from '../locale/language';
import { followLinks } from './links';
import { router } from './router';

let watching = false;

const memberOf = (session: Session) => ('member' in session ? session.member.membership : undefined);

export default function Work() {
  const session = useSession();
  const membership = memberOf(session);
  useEffect(() => {
    if (watching) return;
    watching = true;
    watchOutbox();
    // Nothing of one member is left for the next, nor of one organisation for the other.
    let whose = memberOf(currentSession());
    subscribeToSession(() => {
      const now = memberOf(currentSession());
      if (now !== whose) queries.clear();
      whose = now;
    });
    // Titles come from the server in the language that was asked for.
    onLanguage(() => void queries.invalidateQueries());
  }, []);
  useEffect(() => followLinks((href) => router.history.push(href)), []);
  return (
    <QueryClientProvider client={queries} key={membership}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
