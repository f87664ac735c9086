/** Signing in: address and password, and where one works, if that is in more than one place. */
/** @jsxImportSource preact */
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../api/problem';
import { signIn } from '../api/session';
import { Door } from './Door';
import style from './Door.module.css';
import { Button, Field, Refusal } from './parts';
import { useChosenLanguage, useWords } from './words';

interface Choice {
  organisation: string;
  name: Record<string, string>;
  roles: string[];
}

export function SignIn({ ended }: { ended: boolean | undefined }) {
  const t = useWords();
  const language = useChosenLanguage();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [choices, setChoices] = useState<Choice[]>();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<unknown>();

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
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (email && password) void enter();
  };

  if (choices) {
    return (
      <Door title={t('choose.title')}>
        <p>{t('choose.explain')}</p>
        <Refusal error={problem} />
        <ul className={style.choices}>
          {choices.map((it) => (
            <li key={it.organisation}>
              <Button wide busy={busy === it.organisation} onClick={() => void enter(it.organisation)}>
                {it.name[language] ?? it.organisation}
              </Button>
            </li>
          ))}
        </ul>
        <Button
          kind="quiet"
          onClick={() => {
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
      <Refusal error={problem} />
      <form className={style.form} onSubmit={submit}>
        <Field label={t('signIn.email')} type="email" autoComplete="username" value={email} onChange={setEmail} first />
        <Field
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <Button submits kind="primary" wide busy={busy === 'form'} disabled={!email || !password}>
          {t('signIn.enter')}
        </Button>
      </form>
      <p className={style.small}>{t('signIn.lost')}</p>
    </Door>
  );
}
