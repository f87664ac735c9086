/** Who saw or changed this file, as far as the ledger is one's own to read. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { momentInWords } from '../../locale/dates';
import { type Visit, visitsOf } from './visits';

export function Readers({ person }: { person: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(pages('list_readers', { path: { id: person }, query: { limit: 50 } }));
  const lines = visitsOf(found.data?.pages.flatMap((it) => it.data) ?? []);
  const columns: Column<Visit>[] = [
    { key: 'at', title: t('readers.at'), cell: (it) => momentInWords(it.at), tight: true },
    { key: 'who', title: t('readers.who'), cell: (it) => it.full_name ?? t('readers.service') },
    {
      key: 'deed',
      title: t('readers.deed'),
      cell: (it) => {
        const words = it.deeds.map((deed) => t(`deed.${deed}`)).join(' · ');
        return it.changes ? <Chip tone="accent">{words}</Chip> : words;
      },
    },
  ];
  if (found.isPending) return <Skeleton lines={6} />;
  return (
    <Sheet title={t('readers.title')} flush>
      <ProblemPanel error={found.error} focus={false} />
      {lines.length > 0 ? (
        <Table caption={t('readers.title')} columns={columns} lines={lines} keyOf={(it) => it.entry} dense />
      ) : (
        !found.error && <Empty icon={Eye} title={t('readers.none')} />
      )}
      {found.hasNextPage && (
        <Empty
          title={t('readers.more')}
          action={
            <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
              {t('readers.older')}
            </Button>
          }
        />
      )}
    </Sheet>
  );
}
