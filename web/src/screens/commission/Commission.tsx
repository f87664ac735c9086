/** A body at a glance: its sittings, what waits for the next, and its seats. A member sees their sittings and nothing else. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CalendarPlus, Gavel, Inbox, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pages, query } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Select } from '../../design/Field';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Side, Tabs } from '../../design/Tabs';
import { count, dateInWords, digits, localParts, weekday } from '../../locale/dates';
import { useHats, useQuestions, useTitle } from './body';
import { CallDialog } from './CallDialog';
import style from './Commission.module.css';
import { FoundBody, useBodiesToFound } from './FoundBody';
import { SittingMark } from './marks';
import type { Words } from './room';
import { bodyRoute } from './routes';
import { Seats } from './Seats';
import { Secretaries } from './Secretaries';

type Body = LineOf<'list_bodies'>;

function When({ at }: { at: string }) {
  const { date, time } = localParts(at);
  return (
    <>
      {weekday(date)}, {dateInWords(date)}, {digits(time)}
    </>
  );
}

function Sittings({ body }: { body?: string }) {
  const { t } = useTranslation('commission');
  const found = useInfiniteQuery(pages('list_sittings', { query: { body, limit: 20 } }));
  const all = found.data?.pages.flatMap((it) => it.data) ?? [];
  const group = (title: string, lines: typeof all) =>
    lines.length > 0 && (
      <Sheet title={title} flush>
        <ul className={style.docket}>
          {lines.map((it) => (
            <li key={it.id}>
              <a href={`/commission/sittings/${it.id}`} className={style.entry}>
                <Gavel aria-hidden="true" className={style.place} />
                <span>
                  <span className={style.strong}>
                    <When at={it.called_for} />
                  </span>
                  {it.place && <span className={style.soft}> · {it.place}</span>}
                </span>
                <SittingMark state={it.state} />
              </a>
            </li>
          ))}
        </ul>
      </Sheet>
    );
  if (found.isPending) return <Skeleton lines={6} />;
  const done = (state: string) => state === 'minuted';
  return (
    <div className={style.stack}>
      <ProblemPanel error={found.error} focus={false} />
      {all.length === 0 && !found.error && (
        <Sheet>
          <Empty icon={Gavel} title={t('sittings.none')} />
        </Sheet>
      )}
      {group(t('sittings.coming'), all.filter((it) => !done(it.state)).reverse())}
      {group(
        t('sittings.past'),
        all.filter((it) => done(it.state)),
      )}
      {found.hasNextPage && (
        <div>
          <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
            {t('sittings.older')}
          </Button>
        </div>
      )}
    </div>
  );
}

function useWaiting(body: string | undefined, may: boolean) {
  const found = useQuery({
    ...query('list_items', { query: { body, state: 'waiting', limit: 200 } }),
    enabled: may && Boolean(body),
  });
  return found.data?.data ?? [];
}

function Waiting({ items }: { items: ReturnType<typeof useWaiting> }) {
  const { t } = useTranslation('commission');
  const questions = useQuestions();
  if (items.length === 0) return <Empty icon={Inbox} title={t('waiting.none')} />;
  return (
    <ul className={style.lines}>
      {items.map((it) => (
        <li key={it.id}>
          <span className={style.main}>
            <span className={`number ${style.strong}`}>{it.case_number}</span>{' '}
            <span className={style.soft}>{questions(it.question).title}</span>
          </span>
          {it.urgent && <Chip tone="warn">{t('urgent')}</Chip>}
        </li>
      ))}
    </ul>
  );
}

function AtTheDesk({ bodies }: { bodies: Body[] }) {
  const { t } = useTranslation('commission');
  const title = useTitle();
  const { body: asked, side } = bodyRoute.useSearch();
  const navigate = bodyRoute.useNavigate();
  const { convenes, seats } = useHats();
  const [calling, setCalling] = useState(false);
  const body = bodies.find((it) => it.id === asked) ?? bodies[0];
  const items = useWaiting(body?.id, convenes);
  const [founding, setFounding] = useState(false);
  const toFound = useBodiesToFound(bodies.map((it) => it.key));
  const found = seats && toFound.length > 0 && (
    <Button icon={<Plus />} onPress={() => setFounding(true)}>
      {t('found.do')}
    </Button>
  );
  const dialog = founding && <FoundBody asked={toFound} onClose={() => setFounding(false)} />;
  if (!body)
    return (
      <Page title={t('title')}>
        <Sheet>
          <Empty icon={Gavel} title={t('none')} action={found} />
        </Sheet>
        {dialog}
      </Page>
    );
  const sides: (Side & { shown: boolean })[] = [
    { id: 'sittings', title: t('sides.sittings'), shown: convenes, content: () => <Sittings body={body.id} /> },
    {
      id: 'waiting',
      title: t('sides.waiting'),
      count: count(items.length),
      shown: convenes,
      content: () => (
        <Sheet>
          <Waiting items={items} />
        </Sheet>
      ),
    },
    {
      id: 'seats',
      title: t('sides.seats'),
      shown: true,
      content: () => (
        <>
          <Seats body={body} mayManage={seats} />
          <Secretaries body={body} mayManage={seats} />
        </>
      ),
    },
  ];
  const shown = sides.filter((it) => it.shown);
  const first = shown[0]?.id ?? 'seats';
  return (
    <Page
      title={t('title')}
      heading={title(body.title as Words)}
      actions={
        <>
          {found}
          {convenes && (
            <Button kind="primary" icon={<CalendarPlus />} onPress={() => setCalling(true)}>
              {t('call.open')}
            </Button>
          )}
        </>
      }
    >
      {bodies.length > 1 && (
        <Select
          label={t('body')}
          width="medium"
          choices={bodies.map((it) => ({ value: it.id, label: title(it.title as Words) }))}
          value={body.id}
          onChange={(it) => void navigate({ search: { body: it ?? undefined, side } })}
        />
      )}
      <Tabs
        label={t('title')}
        sides={shown}
        selected={shown.some((it) => it.id === side) ? (side ?? first) : first}
        onSelect={(it) =>
          void navigate({ search: (before) => ({ ...before, side: it }), replace: true, resetScroll: false })
        }
      />
      {dialog}
      {calling && <CallDialog body={body.id} waiting={items} onClose={() => setCalling(false)} />}
    </Page>
  );
}

function Desk() {
  const { t } = useTranslation('commission');
  const bodies = useQuery(query('list_bodies'));
  if (bodies.data) return <AtTheDesk bodies={bodies.data.data} />;
  return (
    <Page title={t('title')}>
      {bodies.isPending && <Skeleton lines={6} />}
      <ProblemPanel error={bodies.error} focus={false} />
    </Page>
  );
}

export default function Commission() {
  const { t } = useTranslation('commission');
  const { me, convenes, seats } = useHats();
  if (!me) return <Skeleton lines={6} />;
  if (convenes || seats) return <Desk />;
  return (
    <Page title={t('mine.title')}>
      <Sittings />
    </Page>
  );
}
