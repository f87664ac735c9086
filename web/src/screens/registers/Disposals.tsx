/** Disposals: proposed by one person, carried out or declined by another; the certificate of what went stays. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { FileX2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Select } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { momentInWords } from '../../locale/dates';
import { RegisterPage, useProgrammes } from './parts';
import style from './Registers.module.css';
import { DISPOSAL_STATES, type DisposalState, disposalsRoute } from './routes';

type Line = LineOf<'list_disposals'>;

const TONE: Record<DisposalState, Tone> = { proposed: 'wait', done: 'good', declined: 'calm' };

export function DisposalChip({ state }: { state: string }) {
  const { t } = useTranslation('registers');
  const known = state as DisposalState;
  return <Chip tone={TONE[known]}>{t(`disposal.state.${known}`)}</Chip>;
}

export default function Disposals() {
  const { t } = useTranslation('registers');
  const search = disposalsRoute.useSearch();
  const navigate = disposalsRoute.useNavigate();
  const programmes = useProgrammes();
  const list = useInfiniteQuery(pages('list_disposals', { query: { state: search.state, limit: 50 } }));
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  const columns: Column<Line>[] = [
    {
      key: 'number',
      title: t('case'),
      cell: (it) => (
        <a href={`/registers/disposals/${it.id}`} className="number">
          {it.case_number}
        </a>
      ),
      tight: true,
    },
    { key: 'programme', title: t('programme'), cell: (it) => programmes.title(it.programme) },
    { key: 'state', title: t('state'), cell: (it) => <DisposalChip state={it.state} />, tight: true },
    {
      key: 'proposed',
      title: t('disposal.proposedBy'),
      cell: (it) => (
        <>
          <bdi>{it.proposed_by_name}</bdi>
          <div className={style.soft}>{momentInWords(it.proposed_at)}</div>
        </>
      ),
    },
    {
      key: 'decided',
      title: t('disposal.decidedBy'),
      cell: (it) =>
        it.decided_at ? (
          <>
            <bdi>{it.decided_by_name}</bdi>
            <div className={style.soft}>{momentInWords(it.decided_at)}</div>
          </>
        ) : (
          '—'
        ),
    },
  ];
  return (
    <RegisterPage area="disposals">
      <p className={style.soft}>{t('disposal.lead')}</p>
      <search className={style.filters} aria-label={t('filters')}>
        <Select
          label={t('state')}
          empty={t('anyState')}
          choices={DISPOSAL_STATES.map((it) => ({ value: it, label: t(`disposal.state.${it}`) }))}
          value={search.state ?? null}
          onChange={(it) =>
            void navigate({ search: { state: (it as DisposalState | null) ?? undefined }, replace: true })
          }
        />
      </search>
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={4} />
        ) : lines.length === 0 ? (
          <Empty icon={FileX2} title={t('disposal.none')}>
            {t('disposal.noneDetail')}
          </Empty>
        ) : (
          <Table caption={t('area.disposals.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
        )}
      </Sheet>
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </RegisterPage>
  );
}
