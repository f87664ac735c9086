/**
 * The outermost frame: who is there decides what is shown. The door is small, because a poor line brings it first; the work is another
 * download, fetched while one types the password. A locked screen's work stays where it was, out of sight and out of reach with whatever
 * floats above it, so that nothing half-written is lost; what covers it is here from the start, because it must come at once and without a
 * line.
 */
/** @jsxImportSource preact */
import { render } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { Unreachable } from '../api/problem';
import { currentSession, subscribeToSession } from '../api/session';
import { Door } from './Door';
import { Invitation } from './Invitation';
import { Locked } from './Locked';
import { Button, Refusal } from './parts';
import { SignIn } from './SignIn';
import { useStore } from './store';
import { useWords } from './words';

const work = () => import('../app/Work');

/** Draws the work into its place while somebody is signed in; true once it is there. */
function useWork(place: HTMLElement, wanted: boolean): 'coming' | 'there' | 'broken' {
  const [state, setState] = useState<'coming' | 'there' | 'broken'>('coming');
  useEffect(() => {
    if (!wanted) return;
    let close: (() => void) | undefined;
    let gone = false;
    work()
      .then((it) => it.openWork(place))
      .then(
        (closing) => {
          close = closing;
          if (gone) close();
          else setState('there');
        },
        () => !gone && setState('broken'),
      );
    return () => {
      gone = true;
      close?.();
      setState('coming');
    };
  }, [place, wanted]);
  return state;
}

/** The work could not be fetched. Loading the page anew tries again; whoever is signed in stays so. */
function Broken() {
  const t = useWords();
  return (
    <Door title={t('broken.title')}>
      <Refusal error={new Unreachable()} />
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t('broken.again')}
      </Button>
    </Door>
  );
}

function Frame({ place }: { place: HTMLElement }) {
  const session = useStore(subscribeToSession, currentSession);
  const signedIn = session.state === 'in' || session.state === 'locked';
  const state = useWork(place, signedIn);
  const atWork = session.state === 'in' && state === 'there';
  /** The door stays until the work is there. */
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (session.state === 'out') setArrived(true);
    if (atWork) setArrived(false);
  }, [session.state, atWork]);
  // A locked screen hides its dialogs too, which are children of the body.
  useLayoutEffect(() => {
    document.body.toggleAttribute('data-closed', !atWork);
    place.hidden = !atWork;
  }, [atWork, place]);
  useEffect(() => {
    // What could not be fetched beforehand is fetched when it is needed.
    void work()
      .then((it) => it.prepareWork())
      .catch(() => undefined);
  }, []);

  if (session.state === 'locked') return <Locked session={session} />;
  if (atWork) return null;
  if (signedIn && state === 'broken') return <Broken />;
  if (session.state !== 'out' && !arrived) return null;
  const invited = /^\/invitations\/([^/]+)$/.exec(window.location.pathname)?.[1];
  return invited ? <Invitation token={invited} /> : <SignIn ended={session.state === 'out' && session.ended} />;
}

export function openHouse(door: HTMLElement, place: HTMLElement) {
  render(<Frame place={place} />, door);
}
