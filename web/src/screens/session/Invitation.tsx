/** Somebody was invited: a first password, and the way in. */
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { Door } from './Door';
import style from './Door.module.css';

export default function Invitation({ token }: { token: string }) {
  const { t } = useTranslation('session');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    document.title = `${t('invitation.title')} · Panoh`;
  }, [t]);
  const differs = again.length > 0 && again !== password;
  const submit = async (event: FormEvent) => {
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
      <ProblemPanel error={problem} />
      <form className={style.form} onSubmit={(event) => void submit(event)}>
        <TextField
          label={t('invitation.password')}
          help={t('password.rule')}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          autoFocus
        />
        <TextField
          label={t('password.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs && t('password.differs')}
        />
        <Button type="submit" kind="primary" wide isPending={busy} isDisabled={!password || password !== again}>
          {t('invitation.accept')}
        </Button>
      </form>
    </Door>
  );
}
