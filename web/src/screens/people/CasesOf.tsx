/** The cases that a person is on, as far as one may see them. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { localParts, shortDate } from '../../locale/dates';
import { useProgrammeWords } from './programmes';

type Line = LineOf<'list_cases_of_person'>;

export function CasesOf({ person }: { person: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(pages('list_cases_of_person', { path: { id: person } }));
  const lines = found.data?.pages.flatMap((it) => it.data) ?? [];
  const words = useProgrammeWords(lines.map((it) => it.programme));
  const columns: Column<Line>[] = [
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
    { key: 'programme', title: t('find.programme'), cell: (it) => words.programme(it.programme) },
    {
      key: 'role',
      title: t('cases.role'),
      cell: (it) => (
        <>
          {words.role(it.programme, it.role)}
          {it.left_at && ` · ${t('cases.left', { day: shortDate(localParts(it.left_at).date) })}`}
        </>
      ),
    },
    {
      key: 'state',
      title: t('find.state'),
      cell: (it) => <Chip tone={PHASE_TONE[it.phase]}>{words.state(it.programme, it.state)}</Chip>,
    },
    { key: 'opened', title: t('cases.opened'), cell: (it) => shortDate(it.opened_on), tight: true },
    {
      key: 'closed',
      title: t('cases.closed'),
      cell: (it) => (it.closed_on ? shortDate(it.closed_on) : '—'),
      tight: true,
    },
  ];
  if (found.isPending) return <Skeleton lines={4} />;
  return (
    <Sheet title={t('cases.title')} flush>
      <ProblemPanel error={found.error} focus={false} />
      {lines.length > 0 ? (
        <Table caption={t('cases.title')} columns={columns} lines={lines} keyOf={(it) => `${it.id} ${it.role}`} />
      ) : (
        !found.error && <Empty icon={FolderOpen} title={t('cases.none')} />
      )}
      {found.hasNextPage && (
        <Empty
          title={t('cases.more')}
          action={<Button onPress={() => void found.fetchNextPage()}>{t('readers.older')}</Button>}
        />
      )}
    </Sheet>
  );
}
