/** What people ask about the data that is kept of them: what is open by the day on which an answer is due, and what was answered. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { MailQuestion } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { Tabs } from '../../design/Tabs';
import { shortDate } from '../../locale/dates';
import { Due, isLate } from './Due';
import { OutcomeChip, RegisterPage } from './parts';
import style from './Registers.module.css';
import { requestsRoute } from './routes';

export type RequestLine = LineOf<'list_subject_requests'>;
export type Kind = 'copy' | 'correction' | 'restriction';

/** Requests as a list: the whole register, or those of one person. */
export function RequestTable({ lines, ofPerson }: { lines: readonly RequestLine[]; ofPerson?: boolean }) {
  const { t } = useTranslation('registers');
  const columns: Column<RequestLine>[] = [
    {
      key: 'kind',
      title: t('request.asks'),
      cell: (it) => <a href={`/registers/requests/${it.id}`}>{t(`request.kind.${it.kind as Kind}`)}</a>,
    },
    ...(ofPerson
      ? []
      : [
          {
            key: 'person',
            title: t('person'),
            cell: (it: RequestLine) => <bdi>{it.person_name ?? t('hiddenPerson')}</bdi>,
          },
        ]),
    { key: 'asked', title: t('request.askedOn'), cell: (it) => shortDate(it.asked_on), tight: true },
    { key: 'due', title: t('request.due'), cell: (it) => shortDate(it.due_on), tight: true },
    {
      key: 'state',
      title: t('state'),
      cell: (it) => (it.outcome ? <OutcomeChip outcome={it.outcome} /> : <Due on={it.due_on} />),
      tight: true,
    },
  ];
  return (
    <Table
      caption={t('area.requests.title')}
      columns={columns}
      lines={lines}
      keyOf={(it) => it.id}
      toneOf={(it) => (!it.outcome && isLate(it.due_on) ? 'bad' : undefined)}
      dense
    />
  );
}

function Register({ answered }: { answered: boolean }) {
  const { t } = useTranslation('registers');
  const list = useInfiniteQuery(pages('list_subject_requests', { query: { answered, limit: 50 } }));
  const lines = list.data?.pages.flatMap((it) => it.data) ?? [];
  return (
    <Sheet flush>
      <ProblemPanel error={list.error} focus={false} />
      {list.isPending ? (
        <Skeleton lines={4} />
      ) : lines.length === 0 ? (
        <Empty icon={MailQuestion} title={t(answered ? 'request.noneAnswered' : 'request.noneOpen')}>
          {!answered && t('request.noneDetail')}
        </Empty>
      ) : (
        <RequestTable lines={lines} />
      )}
      {list.hasNextPage && (
        <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Sheet>
  );
}

export default function Requests() {
  const { t } = useTranslation('registers');
  const { answered = false } = requestsRoute.useSearch();
  const navigate = requestsRoute.useNavigate();
  return (
    <RegisterPage area="requests">
      <p className={style.soft}>{t('request.lead')}</p>
      <Tabs
        label={t('area.requests.title')}
        selected={answered ? 'answered' : 'open'}
        onSelect={(it) => void navigate({ search: it === 'answered' ? { answered: true } : {}, replace: true })}
        sides={[
          { id: 'open', title: t('request.open'), content: () => <Register answered={false} /> },
          { id: 'answered', title: t('request.answered'), content: () => <Register answered /> },
        ]}
      />
    </RegisterPage>
  );
}
