/** All cases that one may see, filtered by the address, as far down as one likes. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FolderOpen, FolderSearch } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { type Me, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, PHASE_TONE } from '../../design/Chip';
import { Grid, type GridColumn } from '../../design/Grid';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, shortDate, today } from '../../locale/dates';
import { BulkAssign } from './BulkAssign';
import style from './Cases.module.css';
import { mayAssign, useTeams } from './colleagues';
import { FilterBar } from './FilterBar';
import { asked, type Filters, howMany } from './filters';
import { LayoutDialog } from './LayoutDialog';
import { casesRoute } from './routes';
import { Views } from './Views';
import { type ColumnKey, useKeptHere } from './views';

export type Line = LineOf<'list_cases'>;

/** Lines asked for at a time. */
const PAGE = 100;

function Due({ on }: { on?: string | null }) {
  if (!on) return '—';
  return on < today() ? <Chip tone="bad">{shortDate(on)}</Chip> : shortDate(on);
}

/** What is too long for its column goes on in a second line. */
const Wrapped = ({ children }: { children: string }) => <span className={style.wrapped}>{children}</span>;

function useColumns(shown: readonly ColumnKey[]): GridColumn<Line>[] {
  const { t } = useTranslation('lists');
  const teams = useTeams();
  const day = (value?: string | null) => (value ? shortDate(value) : '—');
  const all: Record<ColumnKey, Pick<GridColumn<Line>, 'cell' | 'width'>> = {
    number: {
      width: '9.5rem',
      cell: (it) => (
        <a href={`/cases/${it.id}`} className="number" tabIndex={-1}>
          {it.number}
        </a>
      ),
    },
    principal: { width: 'minmax(0, 1.1fr)', cell: (it) => <bdi>{it.principal ?? '—'}</bdi> },
    programme: { width: 'minmax(0, 1.3fr)', cell: (it) => <Wrapped>{it.programme_title}</Wrapped> },
    state: {
      width: 'minmax(0, 1.3fr)',
      cell: (it) => <Chip tone={PHASE_TONE[it.phase]}>{it.state_title}</Chip>,
    },
    next_due: { width: '8.5rem', cell: (it) => <Due on={it.next_due} /> },
    owner: { width: 'minmax(0, 1.1fr)', cell: (it) => <Wrapped>{it.owner_name ?? '—'}</Wrapped> },
    team: { width: 'minmax(0, 0.9fr)', cell: (it) => teams.find((team) => team.id === it.team)?.name ?? '—' },
    opened_on: { width: '7rem', cell: (it) => day(it.opened_on) },
    closed_on: { width: '7rem', cell: (it) => day(it.closed_on) },
  };
  return shown.map((key) => ({ key, title: t(`column.${key}`), ...all[key] }));
}

function Found({ me, filters }: { me: Me; filters: Filters }) {
  const { t } = useTranslation('lists');
  const navigate = useNavigate();
  const { layout } = useKeptHere(me.membership);
  const columns = useColumns(layout.columns);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [assigning, setAssigning] = useState(false);
  const found = useInfiniteQuery(pages('list_cases', { query: { ...asked(filters, me), limit: PAGE } }));
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = found;
  const lines = useMemo(() => found.data?.pages.flatMap((it) => it.data) ?? [], [found.data]);
  const chosen = useMemo(() => lines.filter((it) => keys.has(it.id)), [lines, keys]);
  const more = useCallback(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage, isFetchNextPageError]);

  if (found.isPending) return <Skeleton lines={12} />;
  if (found.error && lines.length === 0) return <ProblemPanel error={found.error} focus={false} />;
  if (lines.length === 0) {
    return howMany(filters) > 0 ? (
      <Empty icon={FolderSearch} title={t('nothing')}>
        {t('nothingDetail')}
      </Empty>
    ) : (
      <Empty icon={FolderOpen} title={t('none')} />
    );
  }
  return (
    <>
      <Grid
        label={t('title')}
        columns={columns}
        lines={lines}
        keyOf={(it) => it.id}
        onOpen={(it) => void navigate({ href: `/cases/${it.id}` })}
        toneOf={(it) => (it.next_due && it.next_due < today() ? 'bad' : undefined)}
        dense={layout.dense}
        more={found.hasNextPage}
        onMore={more}
        chosen={
          mayAssign(me)
            ? {
                keys,
                onChange: setKeys,
                labelOf: (it) => t('choose', { number: it.number }),
                allLabel: t('chooseAll'),
              }
            : undefined
        }
      />
      <p className={style.end} role="status">
        {found.hasNextPage
          ? t('shownMore', { count: lines.length, shown: count(lines.length) })
          : t('shownAll', { count: lines.length, shown: count(lines.length) })}
        {isFetchNextPageError && (
          <Button size="s" onPress={() => void fetchNextPage()}>
            {t('again')}
          </Button>
        )}
      </p>
      {chosen.length > 0 && (
        <section className={style.bulk} aria-label={t('bulk.title')}>
          <strong>{t('bulk.chosen', { count: chosen.length, shown: count(chosen.length) })}</strong>
          <Button kind="primary" onPress={() => setAssigning(true)}>
            {t('bulk.assign')}
          </Button>
          <Button kind="quiet" onPress={() => setKeys(new Set())}>
            {t('bulk.clear')}
          </Button>
        </section>
      )}
      {assigning && (
        <BulkAssign
          lines={chosen}
          onClose={(done) => {
            setAssigning(false);
            if (done) setKeys(new Set());
          }}
        />
      )}
    </>
  );
}

export default function Cases() {
  const { t } = useTranslation('lists');
  const me = useMe();
  const filters = casesRoute.useSearch();
  const navigate = casesRoute.useNavigate();
  if (!me) return <Skeleton lines={10} />;
  return (
    <Page title={t('title')} wide actions={<LayoutDialog membership={me.membership} />}>
      <div className={style.top}>
        <Views membership={me.membership} filters={filters} />
        <FilterBar
          filters={filters}
          onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
        />
      </div>
      <Sheet flush>
        <Found key={JSON.stringify(filters)} me={me} filters={filters} />
      </Sheet>
    </Page>
  );
}
