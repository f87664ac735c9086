/** The catalogue of programmes, and which of them run here in which version. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import { Chip } from '../../design/Chip';
import { Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { digits } from '../../locale/dates';
import { AdminPage } from './parts';
import type { Programme } from './people';

export function Running({ it }: { it: Programme }) {
  const { t } = useTranslation('admin');
  if (it.enabled) return <Chip tone="good">{t('programmes.runs')}</Chip>;
  return it.enabled_version ? <Chip tone="warn">{t('programmes.off')}</Chip> : <Chip>{t('programmes.never')}</Chip>;
}

export default function Programmes() {
  const { t } = useTranslation('admin');
  const list = useQuery(query('list_programmes'));
  const version = (it: number | null | undefined) => (it ? t('programmes.version', { shown: digits(it) }) : t('none'));
  const columns: Column<Programme>[] = [
    {
      key: 'title',
      title: t('name'),
      cell: (it) => (
        <Link to="/admin/programmes/$programme" params={{ programme: it.id }}>
          {it.title}
        </Link>
      ),
    },
    { key: 'here', title: t('programmes.here'), cell: (it) => <Running it={it} />, tight: true },
    { key: 'version', title: t('programmes.forNew'), cell: (it) => version(it.enabled_version), tight: true },
    { key: 'shipped', title: t('programmes.shipped'), cell: (it) => version(it.version), tight: true },
    { key: 'class', title: t('ledger.class'), cell: (it) => <span className="number">{it.class}</span>, tight: true },
  ];
  return (
    <AdminPage area="programmes">
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : (
          <Table
            caption={t('area.programmes.title')}
            columns={columns}
            lines={list.data?.data ?? []}
            keyOf={(it) => it.id}
          />
        )}
      </Sheet>
    </AdminPage>
  );
}
