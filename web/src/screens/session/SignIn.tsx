/** Signing in: address and password, and where one works, if that is in more than one place. */
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { signIn } from '../../api/session';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { ProblemPanel } from '../../design/Problem';
import { useLanguage } from '../../locale/language';
import { Door } from './Door';
import style from './Door.module.css';

interface Choice {
  organisation: string;
  name: Record<string, string>;
  roles: string[];
}

export function SignIn({ ended }: { ended?: boolean }) {
  const { t } = useTranslation('session');
  const language = useLanguage();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [choices, setChoices] = useState<Choice[]>();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    document.title = `${t('signIn.title')} · Panoh`;
  }, [t]);

  const enter = async (organisation?: string) => {
    setBusy(organisation ?? 'form');
    setProblem(undefined);
    try {
      await signIn(email.trim(), password, organisation);
    } catch (error) {
      if (error instanceof Problem && error.code === 'choose_organisation') setChoices(error.more.choices as Choice[]);
      else setProblem(error);
      setBusy(undefined);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email && password) void enter();
  };

  if (choices) {
    return (
      <Door title={t('choose.title')}>
        <p>{t('choose.explain')}</p>
        <ProblemPanel error={problem} />
        <ul className={style.choices}>
          {choices.map((it) => (
            <li key={it.organisation}>
              <Button wide isPending={busy === it.organisation} onPress={() => void enter(it.organisation)}>
                {it.name[language] ?? it.organisation}
              </Button>
            </li>
          ))}
        </ul>
        <Button
          kind="quiet"
          onPress={() => {
            setChoices(undefined);
            setPassword('');
          }}
        >
          {t('choose.back')}
        </Button>
      </Door>
    );
  }
  return (
    <Door title={t('signIn.title')}>
      {ended && !problem && <p className={style.note}>{t('signIn.ended')}</p>}
      <ProblemPanel error={problem} />
      <form className={style.form} onSubmit={submit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" kind="primary" wide isPending={busy === 'form'} isDisabled={!email || !password}>
          {t('signIn.enter')}
        </Button>
      </form>
      <p className={style.small}>{t('signIn.lost')}</p>
    </Door>
  );
}
