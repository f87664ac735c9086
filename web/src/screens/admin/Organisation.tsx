/** One's own organisation: what it is called in four languages, and the language it works in. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { query } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Select } from '../../design/Field';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { say } from '../../design/Toasts';
import type { Language } from '../../locale/language';
import style from './Admin.module.css';
import { LANGUAGE_CHOICES } from './Organisations';
import { AdminPage, filled, type Labels, Titles, useCodes } from './parts';

function Form({ organisation }: { organisation: AnswerOf<'get_organisation'> }) {
  const { t } = useTranslation('admin');
  const kinds = useCodes('organisation-kind');
  const [name, setName] = useState(organisation.name as unknown as Labels);
  const [language, setLanguage] = useState(organisation.language as Language);
  const change = useCommand('update_organisation', {
    label: 'unsent.did.change',
    touches: ['get_organisation', 'get_me'],
    onDone: () => say(t('saved')),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ version: organisation.version, body: { name: filled(name), language } });
  };
  return (
    <Sheet title={t('organisation.names')}>
      <form className={style.form} onSubmit={submit}>
        <ProblemPanel error={change.error} />
        <Titles value={name} onChange={setName} errorOf={(it) => errorAt(change.error, `/name/${it}`)} />
        <Select
          label={t('organisation.language')}
          choices={LANGUAGE_CHOICES}
          value={language}
          onChange={(it) => setLanguage((it ?? language) as Language)}
          width="medium"
        />
        <dl className={style.facts}>
          <dt>{t('organisation.slug')}</dt>
          <dd>
            <code>{organisation.slug}</code>
          </dd>
          <dt>{t('organisation.kind')}</dt>
          <dd>{kinds.title(organisation.kind)}</dd>
        </dl>
        <div>
          <Button type="submit" kind="primary" isPending={change.isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

export default function Organisation() {
  const { data, error } = useQuery(query('get_organisation'));
  return (
    <AdminPage area="organisation">
      <ProblemPanel error={error} focus={false} />
      {data ? <Form key={data.version} organisation={data} /> : <Skeleton />}
    </AdminPage>
  );
}
