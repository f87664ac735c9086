/** One role: what it may do, said so that whoever gives it knows what they give. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { Schemas } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count } from '../../locale/dates';
import style from './Admin.module.css';
import { AdminPage, useWords } from './parts';
import { useRunning } from './people';
import { RoleForm } from './RoleForm';
import { ACTIONS, type Reach, type Slice } from './rights';

type Grant = Schemas['Grant'];

/** Where a grant counts, in words: `*` beside names is every other programme. */
function useProgrammes() {
  const { t } = useTranslation('admin');
  const running = useRunning();
  return (programmes: readonly string[] | null | undefined) =>
    programmes
      ? t('roles.only', {
          programmes: programmes.map((it) => (it === '*' ? t('roles.others') : running.title(it))).join(', '),
        })
      : undefined;
}

export default function Role() {
  const { t } = useTranslation('admin');
  const words = useWords();
  const me = useMe();
  const programmes = useProgrammes();
  const { id } = useParams({ from: '/admin/roles/$id' });
  const { data: role, error } = useQuery(query('get_role', { path: { id } }));
  const roles = useQuery(query('list_roles')).data?.data ?? [];
  const [open, setOpen] = useState<'change' | 'copy'>();
  const columns: Column<Grant>[] = [
    {
      key: 'title',
      title: t('roles.thing'),
      cell: (it) => (
        <>
          {it.title}
          {it.slice && (
            <div className={style.soft}>{t('roles.onlyPart', { part: t(`slice.${it.slice as Slice}`) })}</div>
          )}
        </>
      ),
    },
    {
      key: 'acts',
      title: t('roles.acts'),
      cell: (it) => (
        <span className={style.chips}>
          {ACTIONS.filter((action) => it.actions.includes(action)).map((action) => (
            <Chip key={action}>{t(`action.${action}`)}</Chip>
          ))}
        </span>
      ),
    },
    {
      key: 'reach',
      title: t('roles.reach'),
      cell: (it) => (
        <>
          {t(`reachOf.${it.reach as Reach}`)}
          {it.programmes && <div className={style.soft}>{programmes(it.programmes)}</div>}
        </>
      ),
    },
  ];
  const keeps = can(me, 'role', 'manage');
  return (
    <AdminPage
      area="roles"
      title={role ? words(role.title) : t('people.role')}
      actions={
        keeps &&
        role && (
          <>
            <Button kind="primary" onPress={() => setOpen('change')}>
              {t('change')}
            </Button>
            <Button onPress={() => setOpen('copy')}>{t('roles.copy')}</Button>
          </>
        )
      }
    >
      <ProblemPanel error={error} focus={false} />
      {!role ? (
        !error && <Skeleton />
      ) : (
        <>
          <p className={style.row}>
            <Chip tone={role.template ? 'calm' : 'accent'}>{t(role.template ? 'roles.template' : 'roles.own')}</Chip>
            <Link to="/admin/people" search={{ role: role.key, active: true }}>
              {t('roles.holders', { count: role.holders, shown: count(role.holders) })}
            </Link>
          </p>
          <Sheet title={t('roles.may')} flush>
            {role.grants.length === 0 ? (
              <Empty title={t('roles.empty')} />
            ) : (
              <Table
                caption={t('roles.may')}
                columns={columns}
                lines={[...role.grants].sort((a, b) => a.title.localeCompare(b.title))}
                keyOf={(it) => `${it.resource} ${it.reach} ${it.programmes} ${it.slice}`}
                dense
              />
            )}
          </Sheet>
        </>
      )}
      {role && open && (
        <RoleForm
          roles={roles}
          role={open === 'change' ? role : undefined}
          like={open === 'copy' ? role : undefined}
          onClose={() => setOpen(undefined)}
        />
      )}
    </AdminPage>
  );
}
