/** People who may be meant, the likeliest first, each with why. */
import { SearchX, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../design/Chip';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, dateInWords, type Precision } from '../../locale/dates';
import { useLanguage } from '../../locale/language';
import { useWords } from '../../programme/codes';
import { useAge } from '../people/Facts';
import { directionOfScript, inOrder } from '../people/names';
import style from './Find.module.css';
import { type Hit, type Narrowed, usePeople } from './search';
import { sureness } from './typed';

const TONE = { sure: 'good', likely: 'accent', possible: 'calm' } as const;
function Line({ hit }: { hit: Hit }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const sex = useWords('sex');
  const age = useAge();
  const names = inOrder(
    hit.names.filter((it) => !it.earlier),
    language,
  );
  const earlier = hit.names.filter((it) => it.earlier);
  const written = (it: (typeof hit.names)[number]) => (
    <bdi key={`${it.script} ${it.as_written}`} dir={directionOfScript(it.script)}>
      {it.as_written}
    </bdi>
  );
  const [first, ...others] = names;
  const how = sureness(hit.score);
  return (
    <li>
      <a href={`/people/${hit.id}`} className={style.hit} data-hit="">
        <UserRound aria-hidden="true" />
        <span className={style.who}>
          <strong>{first ? written(first) : t('nameless')}</strong>
          <span className={style.others}>{others.map(written)}</span>
          {earlier.length > 0 && (
            <span className={style.others}>
              {t('find.earlier')} {earlier.map(written)}
            </span>
          )}
          <span className={style.facts}>
            <span>{sex(hit.sex)}</span>
            {hit.birth && <span>{dateInWords(hit.birth.date, hit.birth.precision as Precision)}</span>}
            {age(hit) && <span>{age(hit)}</span>}
          </span>
        </span>
        <span className={style.why}>
          <Chip tone={TONE[how]}>
            {t(`find.${how}`)} · {count(Math.round(hit.score * 100))}
          </Chip>
          <span>{hit.why.map((it) => it.words).join(' · ')}</span>
        </span>
      </a>
    </li>
  );
}

export function People({ query, narrowed }: { query: string; narrowed: Narrowed }) {
  const { t } = useTranslation('people');
  const found = usePeople(query, narrowed, true);
  const hits = found.data?.data ?? [];
  return (
    <Sheet title={t('find.people')} aside={found.data && <Chip>{count(hits.length)}</Chip>} flush>
      <ProblemPanel error={found.error} focus={false} />
      {found.isPending && <Skeleton />}
      {hits.length > 0 && (
        <ol className={style.hits}>
          {hits.map((it) => (
            <Line key={it.id} hit={it} />
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
