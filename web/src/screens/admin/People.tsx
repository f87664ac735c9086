/** Who works here: a list with its filters in the address, and somebody new. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { UserPlus, UsersRound } from 'lucide-react';
import { type FormEvent, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { errorAt } from '../../api/problem';
import { pages } from '../../api/query';
import type { Schemas } from '../../api/types';
import { useKey } from '../../app/keys';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { DateField } from '../../design/DateField';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { today } from '../../locale/dates';
import { type Language, useLanguage } from '../../locale/language';
import style from './Admin.module.css';
import { Member, type MemberFields } from './Member';
import { LANGUAGE_CHOICES } from './Organisations';
import { AdminPage, Handover } from './parts';
import { standing, type User, useHouse } from './people';

const NOBODY: MemberFields = { roles: [], office: null, team: null, programmes: null, training: [] };

function Invite({ onClose, onDone }: { onClose: () => void; onDone: (it: Schemas['InvitedUser']) => void }) {
  const { t } = useTranslation('admin');
  const here = useLanguage();
  const [who, setWho] = useState({ email: '', fullName: '', language: here as string | null });
  const [member, setMember] = useState(NOBODY);
  const [startsOn, setStartsOn] = useState<string | undefined>(today());
  const invite = useCommand('invite_user', {
    label: 'unsent.did.change',
    touches: ['list_users', 'list_roles'],
    keep: false,
    onDone: (outcome) => outcome.kept || onDone(outcome.answer),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({
      body: {
        email: who.email,
        full_name: who.fullName,
        language: (who.language ?? here) as Language,
        ...member,
        starts_on: startsOn,
      },
    });
  };
  return (
    <Dialog title={t('people.inviteTitle')} isOpen onClose={onClose} side wide keep>
      <form className={style.form} onSubmit={submit}>
        <p className={style.soft}>{t('people.inviteExplain')}</p>
        <ProblemPanel error={invite.error} />
        <div className={style.pair}>
          <TextField
            label={t('people.fullName')}
            value={who.fullName}
            onChange={(fullName) => setWho({ ...who, fullName })}
            error={errorAt(invite.error, '/full_name')}
            autoFocus
          />
          <TextField
            label={t('people.email')}
            type="email"
            dir="ltr"
            value={who.email}
            onChange={(email) => setWho({ ...who, email })}
            error={errorAt(invite.error, '/email')}
          />
          <Select
            label={t('people.language')}
            choices={LANGUAGE_CHOICES}
            value={who.language}
            onChange={(language) => setWho({ ...who, language })}
          />
        </div>
        <Member value={member} onChange={setMember} error={invite.error} />
        <DateField
          label={t('people.startsOn')}
          withToday
          value={startsOn ? { date: startsOn, precision: 'day' } : null}
          onChange={(it) => setStartsOn(it?.date)}
          error={errorAt(invite.error, '/starts_on')}
        />
        <div>
          <Button
            type="submit"
            kind="primary"
            isPending={invite.isPending}
            isDisabled={!who.email || !who.fullName || !startsOn || member.roles.length === 0}
          >
            {t('people.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Roles({ keys }: { keys: readonly string[] }) {
  const house = useHouse();
  return (
    <span className={style.chips}>
      {keys.map((key) => (
        <Chip key={key}>{house.roleTitle(key)}</Chip>
      ))}
    </span>
  );
}

export default function People() {
  const { t } = useTranslation('admin');
  const me = useMe();
  const house = useHouse();
  const navigate = useNavigate();
  const search = useSearch({ from: '/admin/people' });
  // What is looked for is somebody's name: it stays out of the address.
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim()) || undefined;
  const filters = { role: search.role, office: search.office, active: search.active, q };
  const list = useInfiniteQuery(pages('list_users', { query: { ...filters, limit: 50 } }));
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Schemas['InvitedUser']>();
  const keeps = can(me, 'user', 'manage');
  useKey('n', t('people.invite'), () => keeps && setInviting(true));
  const filter = (some: Partial<typeof search>) =>
    void navigate({ to: '/admin/people', search: { ...search, ...some }, replace: true });
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (it) => (
        <>
          <Link to="/admin/people/$id" params={{ id: it.id }}>
            <bdi>{it.full_name}</bdi>
          </Link>
          <div className={style.soft}>
            <bdi>{it.email}</bdi>
          </div>
        </>
      ),
    },
    { key: 'roles', title: t('people.roles'), cell: (it) => <Roles keys={it.roles} /> },
    { key: 'office', title: t('people.office'), cell: (it) => <bdi>{house.officeName(it.office) ?? t('none')}</bdi> },
    {
      key: 'state',
      title: t('people.state'),
      cell: (it) => {
        const { tone, text, day } = standing(it);
        return <Chip tone={tone}>{t(`people.${text}`, { day })}</Chip>;
      },
      tight: true,
    },
  ];
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  return (
    <AdminPage
      area="people"
      actions={
        keeps && (
          <Button kind="primary" icon={<UserPlus />} onPress={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        )
      }
    >
      <search className={style.filters} aria-label={t('people.filters')}>
        <TextField label={t('people.search')} type="search" value={text} onChange={setText} autoComplete="off" />
        <Select
          label={t('people.role')}
          empty={t('people.anyRole')}
          choices={house.roleChoices}
          value={search.role ?? null}
          onChange={(role) => filter({ role: role ?? undefined })}
        />
        <Select
          label={t('people.office')}
          empty={t('people.anyOffice')}
          choices={house.officeChoices}
          value={search.office ?? null}
          onChange={(office) => filter({ office: office ?? undefined })}
        />
        <Select
          label={t('people.state')}
          empty={t('people.anyState')}
          choices={[
            { value: 'yes', label: t('people.active') },
            { value: 'no', label: t('people.inactive') },
          ]}
          value={search.active === undefined ? null : search.active ? 'yes' : 'no'}
          onChange={(it) => filter({ active: it === null ? undefined : it === 'yes' })}
        />
      </search>
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={8} />
        ) : lines.length === 0 ? (
          <Empty icon={UsersRound} title={t('people.empty')}>
            {t('people.emptyDetail')}
          </Empty>
        ) : (
          <Table caption={t('area.people.title')} columns={columns} lines={lines} keyOf={(it) => it.membership} dense />
        )}
      </Sheet>
      {list.hasNextPage && <Button onPress={() => void list.fetchNextPage()}>{t('more')}</Button>}
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onDone={(it) => {
            setInviting(false);
            setInvited(it);
          }}
        />
      )}
      <Handover
        name={invited?.full_name ?? ''}
        invitation={invited?.invitation}
        onClose={() => setInvited(undefined)}
      />
    </AdminPage>
  );
}
