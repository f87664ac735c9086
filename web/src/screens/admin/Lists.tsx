/** Code lists: what fields may hold. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListTree } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { TextField } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count } from '../../locale/dates';
import style from './Admin.module.css';
import { AdminPage, type Labels, useWords } from './parts';

interface Line {
  list: string;
  title: Labels;
  codes: number;
}

export default function Lists() {
  const { t } = useTranslation('admin');
  const words = useWords();
  const found = useQuery(query('list_code_lists'));
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim().toLocaleLowerCase());
  const lists = ((found.data as unknown as { data: Line[] } | undefined)?.data ?? [])
    .filter((it) => `${words(it.title)} ${it.list}`.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => words(a.title).localeCompare(words(b.title)));
  const columns: Column<Line>[] = [
    {
      key: 'title',
      title: t('name'),
      cell: (it) => (
        <Link to="/admin/lists/$list" params={{ list: it.list }}>
          {words(it.title)}
        </Link>
      ),
    },
    { key: 'list', title: t('lists.code'), cell: (it) => <code>{it.list}</code> },
    {
      key: 'codes',
      title: t('lists.many'),
      cell: (it) => t('lists.codes', { count: it.codes, shown: count(it.codes) }),
      tight: true,
    },
  ];
  return (
    <AdminPage area="lists">
      <search className={style.filters} aria-label={t('lists.search')}>
        <TextField label={t('lists.search')} type="search" value={text} onChange={setText} autoComplete="off" />
      </search>
      <ProblemPanel error={found.error} focus={false} />
      <Sheet flush>
        {found.isPending ? (
          <Skeleton lines={8} />
        ) : lists.length === 0 ? (
          <Empty icon={ListTree} title={t('lists.empty')} />
        ) : (
          <Table caption={t('area.lists.title')} columns={columns} lines={lists} keyOf={(it) => it.list} dense />
        )}
      </Sheet>
    </AdminPage>
  );
}
