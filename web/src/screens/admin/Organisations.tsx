/** All organisations, for the platform's administrators: found one, see its sizes, suspend it, let it go on. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Landmark, Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { pages, query } from '../../api/query';
import type { LineOf, Schemas } from '../../api/types';
import { useKey } from '../../app/keys';
import { useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { count, localParts, shortDate } from '../../locale/dates';
import { LANGUAGE_NAMES, LANGUAGES, type Language, useLanguage } from '../../locale/language';
import style from './Admin.module.css';
import { AdminPage, CodeSelect, filled, Handover, NO_TITLES, Titles, useCodes, useWords } from './parts';

type Organisation = LineOf<'list_organisations'>;

export const LANGUAGE_CHOICES = LANGUAGES.map((it) => ({ value: it, label: LANGUAGE_NAMES[it] }));

function Found({ onClose, onDone }: { onClose: () => void; onDone: (it: Schemas['FoundedOrganisation']) => void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const [given, setGiven] = useState({
    slug: '',
    name: NO_TITLES,
    kind: null as string | null,
    language: language as string | null,
    office: '',
    fullName: '',
    email: '',
  });
  const found = useCommand('create_organisation', {
    label: 'unsent.did.change',
    touches: ['list_organisations'],
    keep: false,
    onDone: (outcome) => outcome.kept || onDone(outcome.answer),
  });
  const set = (some: Partial<typeof given>) => setGiven({ ...given, ...some });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    found.mutate({
      body: {
        slug: given.slug,
        name: filled(given.name),
        kind: given.kind ?? '',
        language: (given.language ?? language) as Language,
        office: given.office || undefined,
        administrator: { full_name: given.fullName, email: given.email },
      },
    });
  };
  return (
    <Dialog title={t('organisations.found_title')} isOpen onClose={onClose} side keep>
      <form className={style.form} onSubmit={submit}>
        <p className={style.soft}>{t('organisations.found_explain')}</p>
        <ProblemPanel error={found.error} />
        <Titles value={given.name} onChange={(name) => set({ name })} />
        <TextField
          label={t('organisations.slug')}
          help={t('organisations.slugHelp')}
          value={given.slug}
          onChange={(slug) => set({ slug: slug.toLowerCase().replace(/[^a-z0-9-]/g, '') })}
          error={errorAt(found.error, '/slug')}
          width="medium"
          dir="ltr"
        />
        <CodeSelect
          label={t('organisations.kind')}
          list="organisation-kind"
          value={given.kind}
          onChange={(kind) => set({ kind })}
          error={errorAt(found.error, '/kind')}
        />
        <Select
          label={t('organisations.language')}
          choices={LANGUAGE_CHOICES}
          value={given.language}
          onChange={(it) => set({ language: it })}
          width="medium"
        />
        <TextField
          label={t('organisations.office')}
          required={false}
          value={given.office}
          onChange={(office) => set({ office })}
        />
        <h3>{t('organisations.administrator')}</h3>
        <div className={style.pair}>
          <TextField
            label={t('organisations.administratorName')}
            value={given.fullName}
            onChange={(fullName) => set({ fullName })}
            error={errorAt(found.error, '/administrator/full_name')}
          />
          <TextField
            label={t('organisations.email')}
            type="email"
            dir="ltr"
            value={given.email}
            onChange={(email) => set({ email })}
            error={errorAt(found.error, '/administrator/email')}
          />
        </div>
        <div>
          <Button
            type="submit"
            kind="primary"
            isPending={found.isPending}
            isDisabled={!given.slug || !given.kind || !given.fullName || !given.email || !filled(given.name).en}
          >
            {t('organisations.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Details({ organisation, onClose }: { organisation: Organisation; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const words = useWords();
  const me = useMe();
  const kinds = useCodes('organisation-kind');
  const [reason, setReason] = useState('');
  const { data, error } = useQuery(query('get_organisation_of_platform', { path: { id: organisation.id } }));
  const suspended = Boolean(data?.suspended_at);
  const change = useCommand('suspend_organisation', {
    label: 'unsent.did.change',
    touches: ['list_organisations'],
    keep: false,
    onDone: () => {
      say(t(suspended ? 'organisations.resumed' : 'organisations.suspendedNow'));
      onClose();
    },
  });
  const sizes = data && [
    [t('organisations.members'), data.sizes.members],
    [t('organisations.offices'), data.sizes.offices],
    [t('organisations.programmes'), data.sizes.programmes],
  ];
  return (
    <Dialog title={words(organisation.name)} isOpen onClose={onClose} side>
      <div className={style.form}>
        <ProblemPanel error={error ?? change.error} />
        {!data ? (
          <Skeleton />
        ) : (
          <>
            <dl className={style.facts}>
              <dt>{t('organisations.slug')}</dt>
              <dd>
                <code>{data.slug}</code>
              </dd>
              <dt>{t('organisations.kind')}</dt>
              <dd>{kinds.title(data.kind)}</dd>
              <dt>{t('organisations.founded')}</dt>
              <dd>{shortDate(localParts(data.created_at).date)}</dd>
              {sizes?.map(([title, size]) => (
                <div key={title} className={style.contents}>
                  <dt>{title}</dt>
                  <dd>{count(Number(size))}</dd>
                </div>
              ))}
            </dl>
            {me && data.slug !== me.organisation && (
              <form
                className={style.form}
                onSubmit={(event) => {
                  event.preventDefault();
                  change.mutate({
                    path: { id: data.id },
                    version: data.version,
                    body: { suspended: !suspended, reason: reason || undefined },
                  });
                }}
              >
                {!suspended && (
                  <>
                    <h3>{t('organisations.suspendTitle')}</h3>
                    <p className={style.soft}>{t('organisations.suspendExplain')}</p>
                  </>
                )}
                <TextField label={t('reason')} required={false} value={reason} onChange={setReason} lines={2} />
                <div>
                  <Button type="submit" kind={suspended ? 'primary' : 'danger'} isPending={change.isPending}>
                    {t(suspended ? 'organisations.resume' : 'organisations.suspend')}
                  </Button>
                </div>
              </form>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

export default function Organisations() {
  const { t } = useTranslation('admin');
  const words = useWords();
  const kinds = useCodes('organisation-kind');
  const list = useInfiniteQuery(pages('list_organisations', { query: { limit: 50 } }));
  const [founding, setFounding] = useState(false);
  const [founded, setFounded] = useState<Schemas['FoundedOrganisation']>();
  const [shown, setShown] = useState<Organisation>();
  useKey('n', t('organisations.found'), () => setFounding(true));
  const columns: Column<Organisation>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (it) => (
        <button type="button" className={style.link} onClick={() => setShown(it)}>
          {words(it.name)}
        </button>
      ),
    },
    { key: 'slug', title: t('organisations.slug'), cell: (it) => <code>{it.slug}</code>, tight: true },
    { key: 'kind', title: t('organisations.kind'), cell: (it) => kinds.title(it.kind) },
    {
      key: 'founded',
      title: t('organisations.founded'),
      cell: (it) => shortDate(localParts(it.created_at).date),
      tight: true,
    },
    {
      key: 'state',
      title: t('organisations.state'),
      cell: (it) => (
        <Chip tone={it.suspended_at ? 'bad' : 'good'}>
          {t(it.suspended_at ? 'organisations.suspended' : 'organisations.works')}
        </Chip>
      ),
      tight: true,
    },
  ];
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  return (
    <AdminPage
      area="organisations"
      actions={
        <Button kind="primary" icon={<Plus />} onPress={() => setFounding(true)}>
          {t('organisations.found')}
        </Button>
      }
    >
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : lines.length === 0 ? (
          <Empty icon={Landmark} title={t('organisations.empty')} />
        ) : (
          <Table caption={t('area.organisations.title')} columns={columns} lines={lines} keyOf={(it) => it.id} />
        )}
      </Sheet>
      {list.hasNextPage && <Button onPress={() => void list.fetchNextPage()}>{t('more')}</Button>}
      {founding && (
        <Found
          onClose={() => setFounding(false)}
          onDone={(it) => {
            setFounding(false);
            setFounded(it);
          }}
        />
      )}
      {shown && <Details organisation={shown} onClose={() => setShown(undefined)} />}
      <Handover name={words(founded?.name)} invitation={founded?.invitation} onClose={() => setFounded(undefined)} />
    </AdminPage>
  );
}
