/** Everything behind the sign-in: queries, unsent commands, the addresses. The door draws it into its place. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import { watchOutbox } from '../api/command';
import { queries } from '../api/query';
import { currentSession, type Session, subscribeToSession } from '../api/session';
import { BROWSER_LOCALE, onLanguage, useLanguage } from '../locale/language';
import { startTexts, texts } from '../locale/texts';
import { Broken } from './Broken';
import { followLinks } from './links';
import { useSession } from './me';
import { router } from './router';

let watching = false;

const memberOf = (session: Session) => ('member' in session ? session.member.membership : undefined);

function Work() {
  const language = useLanguage();
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
    <I18nProvider locale={BROWSER_LOCALE[language]}>
      <Broken>
        <QueryClientProvider client={queries} key={membership}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Broken>
    </I18nProvider>
  );
}

/** Draw it; what comes back takes it away again. */
export async function openWork(place: HTMLElement): Promise<() => void> {
  await startTexts();
  const root = createRoot(place);
  root.render(
    <StrictMode>
      <Work />
    </StrictMode>,
  );
  return () => root.unmount();
}

/** Fetch what the first screen of the day needs beside the code, as long as nobody waits for it. */
export async function prepareWork(): Promise<void> {
  await startTexts();
  await Promise.all([texts('today'), import('../screens/today/Today')]);
}
