/** What to do today: one list, the most pressing first, each line with its reason. */
import { useQuery } from '@tanstack/react-query';
import { Coffee } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useMe } from '../../app/me';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count, dateInWords, digits, shortDate, today, weekday } from '../../locale/dates';

type Work = LineOf<'get_work'>;

function Due({ it }: { it: Work }) {
  const { t } = useTranslation('today');
  if (!it.due_on) return <>—</>;
  const left = it.days_left ?? 0;
  const tone = left < 0 ? 'bad' : left <= 3 ? 'warn' : 'calm';
  const words =
    left < 0
      ? t('overdue', { count: -left, shown: count(-left) })
      : left === 0
        ? t('dueToday')
        : t('left', { count: left, shown: count(left) });
  return (
    <>
      <Chip tone={tone}>{words}</Chip> {shortDate(it.due_on)}
    </>
  );
}

export default function Today() {
  const { t } = useTranslation('today');
  const me = useMe();
  const work = useQuery(query('get_work'));
  const now = today();
  const columns: Column<Work>[] = [
    {
      key: 'case',
      title: t('case'),
      cell: (it) => (
        <a href={it.link} className="number">
          {digits(it.case_number, 'en')}
        </a>
      ),
      tight: true,
    },
    { key: 'reason', title: t('reason'), cell: (it) => it.title },
    { key: 'due', title: t('due'), cell: (it) => <Due it={it} />, tight: true },
  ];
  const lines = work.data?.data ?? [];
  return (
    <Page
      title={t('title')}
      heading={me ? t('greeting', { name: me.full_name }) : t('title')}
      above={`${weekday(now)}, ${dateInWords(now)}`}
    >
      <ProblemPanel error={work.error} focus={false} />
      <Sheet title={t('work')} aside={<Chip>{count(lines.length)}</Chip>} flush>
        {work.isPending ? (
          <Skeleton lines={8} />
        ) : lines.length > 0 ? (
          <Table
            caption={t('work')}
            columns={columns}
            lines={lines.slice(0, 50)}
            keyOf={(it) => `${it.reason} ${it.id}`}
            toneOf={(it) => ((it.days_left ?? 99) < 0 ? 'bad' : undefined)}
          />
        ) : (
          <Empty icon={Coffee} title={t('nothing')} />
        )}
      </Sheet>
    </Page>
  );
}
