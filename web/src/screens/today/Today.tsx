/**
 * The first screen of the day: how much of what waits, then one list, the most pressing first, each line with its reason; beside it one's own
 * cases and, for whoever leads a team, the team's.
 */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import {
  Bell,
  CalendarClock,
  CalendarX,
  Coffee,
  FilePlus2,
  ListChecks,
  type LucideIcon,
  Stamp,
  UsersRound,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count, dayInWords, hijriInWords, shortDate, today } from '../../locale/dates';
import { Cases } from './Cases';
import { REASONS, type Reason } from './routes';
import style from './Today.module.css';

type Work = LineOf<'get_work'>;

const route = getRouteApi('/');

/** So many lines are shown at first, and more with each press. */
const PAGE = 30;
/** The list of work ends here; then there is more than it says. */
const LONGEST = 200;

const MARKS: Record<Reason, LucideIcon> = {
  approval: Stamp,
  deadline_overdue: CalendarX,
  deadline_due: CalendarClock,
  task_mine: ListChecks,
  task_for_role: UsersRound,
  alert: Bell,
};

function Due({ it }: { it: Work }) {
  const { t } = useTranslation('today');
  if (!it.due_on) return null;
  const left = it.days_left ?? 0;
  const tone = left < 0 ? 'bad' : left <= 3 ? 'warn' : 'calm';
  const words =
    left < 0
      ? t('overdue', { count: -left, shown: count(-left) })
      : left === 0
        ? t('dueToday')
        : t('left', { count: left, shown: count(left) });
  return (
    <span className={style.due}>
      <span className={style.day}>{shortDate(it.due_on)}</span>
      <Chip tone={tone}>{words}</Chip>
    </span>
  );
}

function Numbers({ lines, chosen }: { lines: readonly Work[]; chosen: Reason | undefined }) {
  const { t } = useTranslation('today');
  return (
    <nav className={style.numbers} aria-label={t('numbers')}>
      {REASONS.map((reason) => {
        const number = lines.filter((it) => it.reason === reason).length;
        const Mark = MARKS[reason];
        return (
          <Link
            key={reason}
            to="/"
            search={chosen === reason ? {} : { why: reason }}
            className={style.number}
            data-on={chosen === reason || undefined}
            data-none={number === 0 || undefined}
            data-reason={reason}
            aria-current={chosen === reason ? 'true' : undefined}
          >
            <span className={style.count}>{count(number)}</span>
            <span className={style.what}>
              <Mark aria-hidden="true" />
              {t(`reasons.${reason}`)}
            </span>
          </Link>
        );
      })}
    </nav>
  );
}

export default function Today() {
  const { t } = useTranslation(['today', 'common']);
  const navigate = useNavigate();
  const me = useMe();
  const { why } = route.useSearch();
  const work = useQuery(query('get_work'));
  const [shown, setShown] = useState(PAGE);
  const now = today();
  const columns: Column<Work>[] = [
    {
      key: 'what',
      title: t('what'),
      cell: (it) => (
        <>
          <a href={it.link}>{it.title}</a>
          <span className={style.why}>{t(`why.${REASONS.find((one) => one === it.reason) ?? 'alert'}`)}</span>
        </>
      ),
    },
    {
      key: 'case',
      title: t('case'),
      cell: (it) => (
        <>
          {it.principal ?? '—'}
          <span className={style.why}>
            <span className="number">{it.case_number}</span> · {it.state_title}
          </span>
        </>
      ),
    },
    { key: 'due', title: t('due'), cell: (it) => <Due it={it} />, end: true, tight: true },
  ];
  const all = work.data?.data ?? [];
  const lines = why ? all.filter((it) => it.reason === why) : all;
  return (
    <Page
      title={t('title')}
      wide
      actions={
        can(me, 'case', 'create') && (
          <Button kind="primary" icon={<FilePlus2 />} onPress={() => void navigate({ to: '/intake' })}>
            {t('common:navigation.intake')}
          </Button>
        )
      }
      heading={me ? t('greeting', { name: me.full_name }) : t('title')}
      above={`${dayInWords(now)} · ${hijriInWords(now)}`}
    >
      <ProblemPanel error={work.error} focus={false} />
      {work.data && <Numbers lines={all} chosen={why} />}
      <div className={style.columns}>
        <Sheet
          title={why ? t(`reasons.${why}`) : t('work')}
          aside={all.length >= LONGEST && <span className={style.why}>{t('longest', { shown: count(LONGEST) })}</span>}
          flush
        >
          {work.isPending ? (
            <Skeleton lines={8} />
          ) : lines.length > 0 ? (
            <>
              <Table
                caption={t('work')}
                columns={columns}
                lines={lines.slice(0, shown)}
                keyOf={(it) => `${it.reason} ${it.id}`}
                toneOf={(it) => ((it.days_left ?? 99) < 0 ? 'bad' : undefined)}
              />
              {lines.length > shown && (
                <div className={style.more}>
                  <Button kind="quiet" onPress={() => setShown(shown + PAGE)}>
                    {t('more', { count: lines.length - shown, shown: count(lines.length - shown) })}
                  </Button>
                </div>
              )}
            </>
          ) : (
            !work.error && (
              <Empty icon={Coffee} title={t('nothing')}>
                {t('nothingDetail')}
              </Empty>
            )
          )}
        </Sheet>
        <Cases />
      </div>
    </Page>
  );
}
