/** Closed cases: how long each is kept, what is restricted or archived next, what a hold keeps, and what two people may dispose of. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { pages, query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, type Me, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Checkbox } from '../../design/Choices';
import { Dialog } from '../../design/Dialog';
import { Select } from '../../design/Field';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { say } from '../../design/Toasts';
import { count, shortDate } from '../../locale/dates';
import { valueInWords } from '../admin/periods';
import { Holds } from './Holds';
import { RegisterPage, useProgrammes } from './parts';
import style from './Registers.module.css';
import { retentionRoute, STAGES, type Stage } from './routes';

type Line = LineOf<'list_retention'>;

/** What comes next for a case, and when. */
function Next({ it }: { it: Line }) {
  const { t } = useTranslation('registers');
  if (it.holds > 0) return <Chip tone="warn">{t('retention.held')}</Chip>;
  if (it.disposal) {
    return <a href={`/registers/disposals/${it.disposal}`}>{t('retention.waits')}</a>;
  }
  if (!it.until) return <>{t('retention.archived')}</>;
  return <>{t(`retention.next.${it.stage as 'working' | 'restricted'}`, { day: shortDate(it.until) })}</>;
}

const mayOpen = (me: Me | undefined) => can(me, 'case', 'read', ['own', 'team', 'office', 'organisation']);

function CaseNumber({ it }: { it: Line }) {
  const me = useMe();
  if (!mayOpen(me)) return <span className="number">{it.number}</span>;
  return (
    <a href={`/cases/${it.case}`} className="number">
      {it.number}
    </a>
  );
}

function Propose({ it }: { it: Line }) {
  const { t } = useTranslation(['registers', 'common']);
  const [asked, setAsked] = useState(false);
  const propose = useCommand('propose_disposal', {
    label: 'unsent.did.change',
    touches: ['list_retention', 'list_disposals'],
    keep: false,
    onDone: () => {
      say(t('disposal.proposed'));
      setAsked(false);
    },
  });
  return (
    <>
      <Button
        size="s"
        onPress={() => {
          propose.reset();
          setAsked(true);
        }}
        aria-label={`${t('disposal.propose')}: ${it.number}`}
      >
        {t('disposal.propose')}
      </Button>
      {asked && (
        <Dialog
          title={t('disposal.proposeTitle', { number: it.number })}
          isOpen
          onClose={() => setAsked(false)}
          foot={
            <>
              <Button kind="quiet" onPress={() => setAsked(false)}>
                {t('common:dialog.cancel')}
              </Button>
              <Button
                kind="primary"
                isPending={propose.isPending}
                onPress={() => propose.mutate({ body: { case: it.case } })}
              >
                {t('disposal.propose')}
              </Button>
            </>
          }
        >
          <ProblemPanel error={propose.error} />
          <p>{t('disposal.proposeExplain')}</p>
        </Dialog>
      )}
    </>
  );
}

/** How long each programme keeps a closed case, by the parameters in force today. */
function Rules() {
  const { t } = useTranslation('registers');
  const { t: admin } = useTranslation('admin');
  const { all } = useProgrammes();
  const parameters = useQuery({ ...query('list_parameters'), staleTime: 60_000 }).data?.data ?? [];
  const value = (key: string) => parameters.find((it) => it.key === key)?.in_force;
  const restricted = value('dat.restrict_after');
  const lines = all.filter((it) => it.enabled_version !== null);
  const columns: Column<(typeof lines)[number]>[] = [
    { key: 'programme', title: t('programme'), cell: (it) => it.title },
    { key: 'restricted', title: t('rules.restricted'), cell: () => valueInWords(admin, restricted?.value) },
    { key: 'archive', title: t('rules.archive'), cell: (it) => valueInWords(admin, value(it.retention)?.value) },
    {
      key: 'own',
      title: t('rules.parameter'),
      cell: (it) => <code className={style.soft}>{it.retention}</code>,
      tight: true,
    },
  ];
  return (
    <Sheet title={t('rules.title')} flush>
      <Table caption={t('rules.title')} columns={columns} lines={lines} keyOf={(it) => it.id} dense />
    </Sheet>
  );
}

export default function Retention() {
  const { t } = useTranslation('registers');
  const me = useMe();
  const search = retentionRoute.useSearch();
  const navigate = retentionRoute.useNavigate();
  const stage: Stage = search.stage ?? 'archive';
  const programmes = useProgrammes();
  const list = useInfiniteQuery(
    pages('list_retention', { query: { stage, programme: search.programme, held: search.held, limit: 50 } }),
  );
  const [held, setHeld] = useState<Line>();
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  const filter = (some: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...some }, replace: true, resetScroll: false });
  const columns: Column<Line>[] = [
    { key: 'number', title: t('case'), cell: (it) => <CaseNumber it={it} />, tight: true },
    { key: 'programme', title: t('programme'), cell: (it) => programmes.title(it.programme) },
    { key: 'closed', title: t('retention.closed'), cell: (it) => shortDate(it.closed_on), tight: true },
    ...(stage === 'working'
      ? []
      : [
          {
            key: 'since',
            title: t('retention.since'),
            cell: (it: Line) => (it.since ? shortDate(it.since) : '—'),
            tight: true,
          },
        ]),
    { key: 'next', title: t('retention.comes'), cell: (it) => <Next it={it} /> },
    {
      key: 'acts',
      title: <span className="unseen">{t('acts')}</span>,
      cell: (it) => (
        <span className={style.row}>
          {stage === 'archive' && !it.disposal && can(me, 'erasure', 'create') && <Propose it={it} />}
          <Button size="s" onPress={() => setHeld(it)} aria-label={`${t('holds.title')}: ${it.number}`}>
            {it.holds > 0 ? t('holds.many', { count: it.holds, shown: count(it.holds) }) : t('holds.title')}
          </Button>
        </span>
      ),
      tight: true,
    },
  ];
  return (
    <RegisterPage area="retention">
      <p className={style.soft}>{t('retention.lead')}</p>
      <search className={style.filters} aria-label={t('filters')}>
        <Select
          label={t('retention.stage')}
          empty={t('retention.stages.archive')}
          choices={STAGES.filter((it) => it !== 'archive').map((it) => ({
            value: it,
            label: t(`retention.stages.${it}`),
          }))}
          value={search.stage === 'archive' ? null : (search.stage ?? null)}
          onChange={(it) => filter({ stage: (it as Stage | null) ?? undefined })}
        />
        <Select
          label={t('programme')}
          empty={t('anyProgramme')}
          choices={programmes.all.map((it) => ({ value: it.id, label: it.title }))}
          value={search.programme ?? null}
          onChange={(it) => filter({ programme: it ?? undefined })}
        />
        <Checkbox isSelected={search.held ?? false} onChange={(it) => filter({ held: it || undefined })}>
          {t('retention.onlyHeld')}
        </Checkbox>
      </search>
      <ProblemPanel error={list.error} focus={false} />
      <Sheet flush>
        {list.isPending ? (
          <Skeleton lines={6} />
        ) : lines.length === 0 ? (
          <Empty icon={Archive} title={t(`retention.none.${stage}`)} />
        ) : (
          <Table
            caption={t('area.retention.title')}
            columns={columns}
            lines={lines}
            keyOf={(it) => it.case}
            toneOf={(it) => (it.holds > 0 ? 'warn' : undefined)}
            dense
          />
        )}
      </Sheet>
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      <Rules />
      {held && (
        <Dialog title={t('holds.of', { number: held.number })} side isOpen onClose={() => setHeld(undefined)}>
          <Holds id={held.case} />
        </Dialog>
      )}
    </RegisterPage>
  );
}
