/** Somebody was invited: a first password, and the way in. */
/** @jsxImportSource preact */
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../api/ask';
import { Door } from './Door';
import style from './Door.module.css';
import { Button, Field, Refusal } from './parts';
import { useWords } from './words';

export function Invitation({ token }: { token: string }) {
  const t = useWords();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const differs = again.length > 0 && again !== password;
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await ask({ operation: 'accept_invitation', path: { token }, body: { password } });
      setDone(true);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  if (done) {
    return (
      <Door title={t('invitation.done')}>
        <p>{t('invitation.doneExplain')}</p>
        <a href="/">{t('invitation.enter')}</a>
      </Door>
    );
  }
  return (
    <Door title={t('invitation.title')}>
      <p>{t('invitation.explain')}</p>
      <Refusal error={problem} />
      <form className={style.form} onSubmit={(event) => void submit(event)}>
        <Field
          label={t('invitation.password')}
          help={t('password.rule')}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          first
        />
        <Field
          label={t('password.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs && t('password.differs')}
        />
        <Button submits kind="primary" wide busy={busy} disabled={!password || password !== again}>
          {t('invitation.accept')}
        </Button>
      </form>
    </Door>
  );
}
