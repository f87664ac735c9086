/** What was changed of a person, by whom and when, with before and after. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { History as Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { momentInWords } from '../../locale/dates';
import { deedOf } from './deeds';
import { FACTS, useFact } from './Facts';
import style from './Person.module.css';

type Change = LineOf<'get_history'>;
type Field = Change['fields'][number];

/** A value of the ledger in words, as far as it has any; what is made of several parts is shown by what it is written as. */
function plain(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return String(value);
  const written = (value as { as_written?: unknown; value?: unknown; number?: unknown }) ?? {};
  const known = written.as_written ?? written.value ?? written.number;
  return known === undefined ? undefined : String(known);
}

function FieldLine({ it }: { it: Field }) {
  const { t } = useTranslation('people');
  const fact = useFact();
  const known = FACTS.find((name) => name === it.field);
  const said = (value: unknown): ReactNode => (known ? fact(known, value) : plain(value));
  const before = it.before === undefined ? undefined : said(it.before);
  const after = it.after === undefined ? undefined : said(it.after);
  if (!known && !before && !after) return null;
  return (
    <li>
      {known && <strong>{t(`fact.${known}`)}: </strong>}
      {before && (
        <>
          <span className="unseen">{t('history.before')}</span>
          <del>{before}</del>{' '}
        </>
      )}
      {after && (
        <>
          <span className="unseen">{t('history.after')}</span>
          <ins className={style.after}>{after}</ins>
        </>
      )}
    </li>
  );
}

export function History({ person }: { person: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(pages('get_history', { path: { id: person }, query: { limit: 50 } }));
  const all = found.data?.pages.flatMap((it) => it.data) ?? [];
  if (found.isPending) return <Skeleton lines={6} />;
  return (
    <Sheet title={t('history.title')}>
      <ProblemPanel error={found.error} focus={false} />
      {all.length === 0 && !found.error && <Empty icon={Clock} title={t('history.none')} />}
      <ul className={style.people}>
        {all.map((it) => (
          <li key={it.entry}>
            <div>
              <p>
                <strong>{t(`deed.${deedOf(it.operation).key}`)}</strong>{' '}
                {it.object_kind === 'merge' && it.object && <a href={`/merges/${it.object}`}>{t('history.look')}</a>}
              </p>
              <p className={style.about}>
                <span>{it.full_name ?? t('readers.service')}</span>
                <span>{momentInWords(it.at)}</span>
              </p>
              <ul>
                {it.fields.map((field) => (
                  <FieldLine key={field.field} it={field} />
                ))}
              </ul>
              {it.reason && <p className={style.note}>{t('history.reason', { reason: it.reason })}</p>}
            </div>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <div>
          <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
            {t('readers.older')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
