/**
 * The outermost frame: who is there decides what is shown. A locked screen stays where it was, out of sight and out of reach, so that
 * nothing half-written is lost; what covers it is here from the start, because it must come at once and without a line. The work screens are
 * another download than the sign-in.
 */
import { lazy, Suspense } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useSession } from '../api/session';
import { BROWSER_LOCALE, useLanguage } from '../locale/language';
import { Locked } from '../screens/session/Locked';
import { SignIn } from '../screens/session/SignIn';
import { Broken } from './Broken';
import { useLocking } from './locking';
import { Splash } from './Splash';

const Work = lazy(() => import('./Work'));
const Invitation = lazy(() => import('../screens/session/Invitation'));

export function App() {
  const language = useLanguage();
  const session = useSession();
  useLocking();
  const invited = /^\/invitations\/([^/]+)$/.exec(window.location.pathname)?.[1];
  return (
    <I18nProvider locale={BROWSER_LOCALE[language]}>
      <Broken>
        <Suspense fallback={<Splash />}>
          {session.state === 'out' && (invited ? <Invitation token={invited} /> : <SignIn ended={session.ended} />)}
          {session.state === 'locked' && <Locked />}
          {(session.state === 'in' || session.state === 'locked') && (
            <div hidden={session.state === 'locked'} inert={session.state === 'locked'}>
              <Work />
            </div>
          )}
        </Suspense>
      </Broken>
    </I18nProvider>
  );
}
