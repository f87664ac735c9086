/** Pairs of records that may be of one person, the likeliest first, what was put off last. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { dateInWords, type Precision } from '../../locale/dates';
import { useWords } from '../../programme/codes';
import { Because } from '../find/Who';
import style from './Duplicates.module.css';

export type Pair = LineOf<'list_duplicates'>;

const TONE: Record<string, Tone> = { open: 'warn', later: 'calm', same: 'wait' };

/** How a pair stands, as this member sees it. */
export function Standing({ pair }: { pair: Pair }) {
  const { t } = useTranslation('duplicates');
  const me = useMe();
  const mine = pair.state === 'same' && pair.decided_by === me?.membership;
  const known = (['open', 'later', 'same'] as const).find((it) => it === pair.state);
  if (!known) return null;
  return <Chip tone={TONE[known]}>{mine ? t('state.mine') : t(`state.${known}`)}</Chip>;
}

function One({ it }: { it: Pair['one'] }) {
  const { t } = useTranslation('people');
  const sex = useWords('sex');
  const [first, ...others] = it.names;
  return (
    <span className={style.one}>
      <strong>
        <bdi>{first ?? t('nameless')}</bdi>
      </strong>
      {others.map((name) => (
        <bdi key={name}>{name}</bdi>
      ))}
      <span className={style.soft}>
        {sex(it.sex)}
        {it.birth_on && ` · ${dateInWords(it.birth_on, (it.birth_precision ?? 'day') as Precision)}`}
      </span>
    </span>
  );
}

export default function Queue() {
  const { t } = useTranslation('duplicates');
  const found = useInfiniteQuery(pages('list_duplicates', { query: { limit: 50 } }));
  const pairs = found.data?.pages.flatMap((it) => it.data) ?? [];
  return (
    <Page title={t('title')}>
      <p className={style.lead}>{t('lead')}</p>
      <Sheet flush>
        <ProblemPanel error={found.error} focus={false} />
        {found.isPending && <Skeleton lines={6} />}
        {found.data && pairs.length === 0 && (
          <Empty icon={Users} title={t('none')}>
            {t('noneDetail')}
          </Empty>
        )}
        <ol className={style.queue}>
          {pairs.map((it) => (
            <li key={it.id}>
              <a href={`/duplicates/${it.one.person}/${it.other.person}`} className={style.pair}>
                <One it={it.one} />
                <One it={it.other} />
                <span className={style.stand}>
                  <Because score={it.score} why={it.why} />
                  <Standing pair={it} />
                </span>
              </a>
            </li>
          ))}
        </ol>
        {found.hasNextPage && (
          <div className={style.more}>
            <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
              {t('more')}
            </Button>
          </div>
        )}
      </Sheet>
    </Page>
  );
}
