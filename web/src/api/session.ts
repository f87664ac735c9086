/**
 * Who is signed in, in memory only: a reload asks the refresh cookie again, and locking gives the cookie up, so that nobody can
 * reload a locked screen open. Stored is only that somebody is signed in: without it nothing need be asked before the door is shown.
 */
import { ask } from './ask';
import { Problem, Unreachable } from './problem';
import type { Schemas } from './types';

export type Member = Schemas['SignedInMember'];

export type Session =
  | { state: 'unknown' }
  | { state: 'out'; ended?: boolean }
  | { state: 'in'; token: string; member: Member; elsewhere: Schemas['Elsewhere'][] }
  /** Signed out on purpose while the screen stays; the password opens it again. */
  | { state: 'locked'; email: string; member: Member; hidden: boolean };

let session: Session = { state: 'unknown' };
/** Kept beside the session so that a locked screen need not ask for the address again. Never stored. */
let email = '';
let refreshing: Promise<boolean> | undefined;
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('panoh');

const STORED = 'panoh.session';

function become(next: Session) {
  session = next;
  if (next.state === 'in') localStorage.setItem(STORED, 'in');
  else localStorage.removeItem(STORED);
  for (const listener of listeners) listener();
}

export const currentSession = () => session;
export const accessToken = () => (session.state === 'in' ? session.token : undefined);

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function enter(tokens: Schemas['Tokens']) {
  become({ state: 'in', token: tokens.access_token, member: tokens.member, elsewhere: tokens.elsewhere ?? [] });
}

/** Sign in. Throws the problem `choose_organisation` where one is a member of several. */
export async function signIn(address: string, password: string, organisation?: string): Promise<void> {
  enter(await ask({ operation: 'sign_in', body: { email: address, password, organisation } }));
  email = address;
}

/** The address of whoever is signed in, once `/me` told it: a session renewed from its cookie does not know it. */
export function rememberEmail(address: string) {
  email = address;
}

/** Continue in another of one's organisations. */
export async function switchOrganisation(organisation: string): Promise<void> {
  enter(await ask({ operation: 'switch_organisation', body: { organisation } }));
}

/** One renewal at a time, whoever waits for it. False: the session is over. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= ask({ operation: 'refresh' })
    .then((tokens) => {
      enter(tokens);
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof Problem) return false;
      throw error;
    })
    .finally(() => {
      refreshing = undefined;
    });
  return refreshing;
}

/** At the start: is there still a session in the cookie? */
export async function resumeSession(): Promise<void> {
  if (!localStorage.getItem(STORED)) return become({ state: 'out' });
  try {
    if (!(await refreshSession())) become({ state: 'out' });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    become({ state: 'out' });
  }
}

/** The server no longer knows this session. */
export function endSession() {
  if (session.state === 'in') become({ state: 'out', ended: true });
}

export async function signOut(): Promise<void> {
  await ask({ operation: 'sign_out' }).catch(() => undefined);
  email = '';
  tabs?.postMessage('out');
  become({ state: 'out' });
}

/** Lock the screen, in all tabs. `hidden` shows nothing at all until a key is pressed. */
export function lock(hidden: boolean, tell = true) {
  if (session.state === 'locked' && hidden) return become({ ...session, hidden });
  if (session.state !== 'in') return;
  const { member } = session;
  become({ state: 'locked', email, member, hidden });
  if (tell) {
    tabs?.postMessage(hidden ? 'hide' : 'lock');
    void ask({ operation: 'sign_out' }).catch(() => undefined);
  }
}

/** Show the lock where nothing was shown. */
export function unhide() {
  if (session.state === 'locked') become({ ...session, hidden: false });
}

/** Open a locked screen. */
export async function unlock(password: string): Promise<void> {
  if (session.state !== 'locked') return;
  await signIn(session.email, password, session.member.organisation);
}

/** Someone else sits down: leave the locked screen for the sign-in. */
export function leaveLocked() {
  if (session.state === 'locked') become({ state: 'out' });
}

tabs?.addEventListener('message', (event) => {
  if (event.data === 'out' && session.state !== 'out') become({ state: 'out' });
  if (event.data === 'lock' || event.data === 'hide') lock(event.data === 'hide', false);
});
