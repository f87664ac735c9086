/** One's own account: who one is here, what one's roles are, and the password. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { TextField } from '../../design/Field';
import { Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import { useLanguage } from '../../locale/language';
import style from './Account.module.css';

function Password() {
  const { t } = useTranslation('session');
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useCommand('change_password', {
    label: 'unsent.did.change',
    keep: false,
    onDone: () => {
      setOld('');
      setNext('');
      setAgain('');
      say(t('password.changed'));
    },
  });
  const differs = again.length > 0 && again !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ body: { old, new: next } });
  };
  return (
    <Sheet title={t('password.title')}>
      <ProblemPanel error={change.error} />
      <form className={style.form} onSubmit={submit}>
        <TextField
          label={t('password.old')}
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          error={errorAt(change.error, '/old')}
        />
        <TextField
          label={t('password.new')}
          help={t('password.rule')}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={errorAt(change.error, '/new')}
        />
        <TextField
          label={t('password.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs && t('password.differs')}
        />
        <div>
          <Button
            type="submit"
            kind="primary"
            isPending={change.isPending}
            isDisabled={!old || !next || next !== again}
          >
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

export default function Account() {
  const { t } = useTranslation('session');
  const language = useLanguage();
  const me = useMe();
  if (!me) return <Skeleton />;
  return (
    <Page title={t('account.title')}>
      <Sheet title={me.full_name}>
        <dl className={style.facts}>
          <dt>{t('account.email')}</dt>
          <dd>{me.email}</dd>
          <dt>{t('account.organisation')}</dt>
          <dd>{(me.organisation_name as Record<string, string>)[language]}</dd>
          <dt>{t('account.roles')}</dt>
          <dd className={style.roles}>
            {me.roles.map((role) => (
              <Chip key={role.role}>{role.title[language]}</Chip>
            ))}
          </dd>
        </dl>
      </Sheet>
      {can(me, 'session', 'update') && <Password />}
    </Page>
  );
}
