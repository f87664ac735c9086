/** What was changed of a person, by whom and when, with before and after. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { History as Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import { Button } from '../../design/Button';
import { Empty, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { momentInWords } from '../../locale/dates';
import { deedOf } from './deeds';
import style from './Person.module.css';
import { type Said, useSaid } from './said';

function Fields({ fields }: { fields: readonly Said[] }) {
  const { t } = useTranslation('people');
  if (fields.length === 0) return null;
  return (
    <dl className={style.changed}>
      {fields.map((it) => (
        <div key={it.field}>
          <dt>{it.label}</dt>
          <dd>
            {it.before !== undefined && (
              <>
                <span className="unseen">{t('history.before')}</span>
                <del>{it.before}</del>
              </>
            )}
            {it.after !== undefined && (
              <>
                <span className="unseen">{t('history.after')}</span>
                <ins className={style.after}>{it.after}</ins>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function History({ person }: { person: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(pages('get_history', { path: { id: person }, query: { limit: 50 } }));
  const said = useSaid();
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
              <Fields fields={said(it)} />
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
