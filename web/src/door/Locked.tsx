/** A locked screen: the password, and the work stands where it stood. Hidden, it is a page with nothing on it until a key is pressed. */
/** @jsxImportSource preact */
import type { TargetedSubmitEvent } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { leaveLocked, type Session, unhide, unlock } from '../api/session';
import { Door } from './Door';
import style from './Door.module.css';
import { Button, Field, Refusal } from './parts';
import { useWords } from './words';

export function Locked({ session }: { session: Session & { state: 'locked' } }) {
  const t = useWords();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { hidden } = session;
  // The tab says nothing while nothing is shown, and again what it said once the screen is open.
  useLayoutEffect(() => {
    const before = document.title;
    if (hidden) document.title = '\u200b';
    return () => {
      document.title = before;
    };
  }, [hidden]);
  if (hidden)
    return (
      <button
        type="button"
        className={style.blank}
        aria-label={t('locked.show')}
        onClick={unhide}
        ref={(it) => it?.focus()}
      />
    );
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    await unlock(password).catch(setProblem);
    setBusy(false);
  };
  return (
    <Door title={t('locked.title')}>
      <p>{t('locked.explain', { name: session.member.full_name })}</p>
      <Refusal error={problem} />
      <form className={style.form} onSubmit={(event) => void submit(event)}>
        <input type="hidden" autoComplete="username" value={session.email} readOnly />
        <Field
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          first
        />
        <Button submits kind="primary" wide busy={busy} disabled={!password}>
          {t('locked.open')}
        </Button>
      </form>
      <Button kind="quiet" onClick={leaveLocked}>
        {t('locked.other')}
      </Button>
    </Door>
  );
}
