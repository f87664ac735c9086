/** What was found for what stands in the box above. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useFindText } from '../../app/find';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';

/** Shorter than this nothing is looked up. */
const SHORTEST = 3;

export default function Find() {
  const { t } = useTranslation('people');
  const text = useDeferredValue(useFindText().trim());
  const cases = useQuery({
    ...query('list_cases', { query: { q_number: text, limit: 20 } }),
    enabled: text.length >= SHORTEST,
    placeholderData: keepPreviousData,
  });
  const columns: Column<LineOf<'list_cases'>>[] = [
    {
      key: 'number',
      title: t('find.number'),
      cell: (it) => (
        <a href={`/cases/${it.id}`} className="number">
          {it.number}
        </a>
      ),
      tight: true,
    },
    { key: 'principal', title: t('find.person'), cell: (it) => it.principal ?? '—' },
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
    <Page title={t('find.title')} wide>
      <ProblemPanel error={cases.error} focus={false} />
      <Sheet flush>
        {text.length < SHORTEST ? (
          <Empty icon={SearchX} title={t('find.begin')} />
        ) : cases.isPending ? (
          <Skeleton />
        ) : found.length > 0 ? (
          <Table caption={t('find.title')} columns={columns} lines={found} keyOf={(it) => it.id} />
        ) : (
          <Empty icon={SearchX} title={t('find.nothing')}>
            {t('find.nothingDetail')}
          </Empty>
        )}
      </Sheet>
    </Page>
  );
}
