/** A locked screen: the password, and the work stands where it stood. Hidden, it is a page with nothing on it until a key is pressed. */
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leaveLocked, unhide, unlock, useSession } from '../../api/session';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { Door } from './Door';
import style from './Door.module.css';

export function Locked() {
  const { t } = useTranslation('session');
  const session = useSession();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const hidden = session.state === 'locked' && session.hidden;
  useEffect(() => {
    const before = document.title;
    document.title = hidden ? '\u200b' : `${t('locked.title')} · Panoh`;
    return () => {
      document.title = before;
    };
  }, [hidden, t]);
  if (session.state !== 'locked') return null;
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
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    await unlock(password).catch(setProblem);
    setBusy(false);
  };
  return (
    <Door title={t('locked.title')}>
      <p>{t('locked.explain', { name: session.member.full_name })}</p>
      <ProblemPanel error={problem} />
      <form className={style.form} onSubmit={(event) => void submit(event)}>
        <input type="hidden" autoComplete="username" value={session.email} readOnly />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          autoFocus
        />
        <Button type="submit" kind="primary" wide isPending={busy} isDisabled={!password}>
          {t('locked.open')}
        </Button>
      </form>
      <Button kind="quiet" onPress={leaveLocked}>
        {t('locked.other')}
      </Button>
    </Door>
  );
}
