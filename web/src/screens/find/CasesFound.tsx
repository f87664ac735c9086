/** Cases whose number begins as was typed. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { numberOf } from '../lists/filters';

export function CasesFound({ text }: { text: string }) {
  const { t } = useTranslation('people');
  const cases = useQuery({
    ...query('list_cases', { query: { q_number: numberOf(text), limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const columns: Column<LineOf<'list_cases'>>[] = [
    {
      key: 'number',
      title: t('find.number'),
      cell: (it) => (
        <a href={`/cases/${it.id}`} className="number" data-hit="">
          {it.number}
        </a>
      ),
      tight: true,
    },
    { key: 'principal', title: t('find.person'), cell: (it) => <bdi>{it.principal ?? '—'}</bdi> },
    { key: 'programme', title: t('find.programme'), cell: (it) => it.programme_title },
    {
      key: 'state',
      title: t('find.state'),
      cell: (it) => <Chip tone={PHASE_TONE[it.phase]}>{it.state_title}</Chip>,
      tight: true,
    },
  ];
  const found = cases.data?.data ?? [];
  return (
    <Sheet title={t('find.cases')} flush>
      <ProblemPanel error={cases.error} focus={false} />
      {cases.isPending && <Skeleton />}
      {found.length > 0 && <Table caption={t('find.cases')} columns={columns} lines={found} keyOf={(it) => it.id} />}
      {cases.data && found.length === 0 && <Empty title={t('find.nothing')}>{t('find.nothingDetail')}</Empty>}
    </Sheet>
  );
}
