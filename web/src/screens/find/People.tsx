/** People who may be meant, the likeliest first, each with why. */
import { SearchX, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count } from '../../locale/dates';
import style from './Find.module.css';
import { type Narrowed, usePeople } from './search';
import { Because, Who } from './Who';

export function People({ query, narrowed }: { query: string; narrowed: Narrowed }) {
  const { t } = useTranslation('people');
  const found = usePeople(query, narrowed, true);
  const hits = found.data?.data ?? [];
  return (
    <Sheet
      title={t('find.people')}
      flush
      aside={
        <span role="status">
          <span className="unseen">{t('find.people')}: </span>
          {found.data && <Chip>{count(hits.length)}</Chip>}
        </span>
      }
    >
      <ProblemPanel error={found.error} focus={false} />
      {found.isPending && <Skeleton />}
      {hits.length > 0 && (
        <ol className={style.hits}>
          {hits.map((it) => (
            <li key={it.id}>
              <a href={`/people/${it.id}`} className={style.hit} data-hit="">
                <UserRound aria-hidden="true" />
                <Who it={it} />
                <Because score={it.score} why={it.why} />
              </a>
            </li>
          ))}
        </ol>
      )}
      {found.data && hits.length === 0 && (
        <Empty icon={SearchX} title={t('find.nobody')}>
          {t('find.nobodyDetail')}
        </Empty>
      )}
    </Sheet>
  );
}
