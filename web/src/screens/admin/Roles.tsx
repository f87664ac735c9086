/** Roles: the copies of the templates and those of one's own. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useKey } from '../../app/keys';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count } from '../../locale/dates';
import { AdminPage, useWords } from './parts';
import { RoleForm } from './RoleForm';

type Role = LineOf<'list_roles'>;

export default function Roles() {
  const { t } = useTranslation('admin');
  const words = useWords();
  const me = useMe();
  const keeps = can(me, 'role', 'manage');
  const roles = useQuery(query('list_roles'));
  const [making, setMaking] = useState(false);
  useKey('n', t('roles.new'), () => keeps && setMaking(true));
  const columns: Column<Role>[] = [
    {
      key: 'title',
      title: t('people.role'),
      cell: (it) => (
        <Link to="/admin/roles/$id" params={{ id: it.id }}>
          {words(it.title)}
        </Link>
      ),
    },
    {
      key: 'holders',
      title: t('roles.who'),
      cell: (it) => t('roles.holders', { count: it.holders, shown: count(it.holders) }),
    },
    {
      key: 'template',
      title: t('roles.begin'),
      cell: (it) => (
        <Chip tone={it.template ? 'calm' : 'accent'}>{t(it.template ? 'roles.template' : 'roles.own')}</Chip>
      ),
      tight: true,
    },
  ];
  const lines = [...(roles.data?.data ?? [])].sort((a, b) => words(a.title).localeCompare(words(b.title)));
  return (
    <AdminPage
      area="roles"
      actions={
        keeps && (
          <Button kind="primary" icon={<Plus />} onPress={() => setMaking(true)}>
            {t('roles.new')}
          </Button>
        )
      }
    >
      <ProblemPanel error={roles.error} focus={false} />
      <Sheet flush>
        {roles.isPending ? (
          <Skeleton lines={8} />
        ) : (
          <Table caption={t('area.roles.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
        )}
      </Sheet>
      {making && <RoleForm roles={lines} onClose={() => setMaking(false)} />}
    </AdminPage>
  );
}
