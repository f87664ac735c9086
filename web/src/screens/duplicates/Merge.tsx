/** A merge: what became of the two files, and the way back, as long as one wants. What was done since stays and is named before. */
import { useQuery } from '@tanstack/react-query';
import { UserX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { query } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { count, momentInWords } from '../../locale/dates';
import { deedOf } from '../people/deeds';
import { FACTS } from '../people/Facts';
import { PersonLink } from '../people/PersonName';
import { UndoDialog } from '../people/UndoDialog';
import style from './Duplicates.module.css';
import { mergeRoute } from './routes';

type View = AnswerOf<'get_merge'>;

/** Kinds of records that go over, in the order in which they are told. */
const KINDS = [
  'names',
  'documents',
  'contacts',
  'relationships',
  'households',
  'cases',
  'consents',
  'external_ids',
  'merged',
] as const;

function Counts({ counts }: { counts: Record<string, unknown> }) {
  const { t } = useTranslation('duplicates');
  const known = KINDS.filter((it) => Number(counts[it] ?? 0) > 0);
  return (
    <ul className={style.list}>
      {known.map((it) => (
        <li key={it}>{t(`kind.${it}`, { count: Number(counts[it]), shown: count(Number(counts[it])) })}</li>
      ))}
    </ul>
  );
}

/** What was done to the file since the two became one. */
function useSince(it: View) {
  const found = useQuery({
    ...query('get_history', { path: { id: it.survivor }, query: { limit: 100 } }),
    enabled: it.state === 'done',
  });
  const decided = it.decided_at ?? it.proposed_at;
  return (found.data?.data ?? []).filter((one) => one.at > decided && one.object_kind !== 'merge');
}

function Since({ it }: { it: View }) {
  const { t } = useTranslation(['duplicates', 'people']);
  const since = useSince(it);
  if (since.length === 0) return <p>{t('nothingSince')}</p>;
  return (
    <div>
      <p>{t('since')}</p>
      <ul className={style.since}>
        {since.map((one) => {
          const fields = FACTS.filter((fact) => one.fields.some((field) => field.field === fact));
          return (
            <li key={one.entry}>
              <strong>{t(`people:deed.${deedOf(one.operation).key}`)}</strong>
              {fields.length > 0 && <span>{fields.map((fact) => t(`people:fact.${fact}`)).join(', ')}</span>}
              <span className={style.soft}>
                <bdi>{one.full_name ?? t('people:readers.service')}</bdi> · {momentInWords(one.at)}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Undo({ it, onClose }: { it: View; onClose: () => void }) {
  const { t } = useTranslation('duplicates');
  const undo = useCommand('undo_merge', {
    label: 'unsent.did.change',
    touches: [it.survivor, it.merged, 'list_duplicates'],
    keep: false,
    onDone: onClose,
  });
  return (
    <UndoDialog
      title={t('undo')}
      explain={t('undoExplain')}
      asks={t('undoReason')}
      error={undo.error}
      pending={undo.isPending}
      onUndo={(reason) => undo.mutate({ path: { id: it.id }, body: { reason } })}
      onClose={onClose}
    >
      <Since it={it} />
    </UndoDialog>
  );
}

function Kept({ it }: { it: View }) {
  const { t } = useTranslation(['duplicates', 'people']);
  const kept = it.kept as Record<string, unknown>;
  const fields = FACTS.filter((fact) => Array.isArray(kept.fields) && kept.fields.includes(fact));
  const any = fields.length > 0 || KINDS.some((kind) => Number(kept[kind] ?? 0) > 0);
  if (!any) return <p>{t('allBack')}</p>;
  return (
    <div>
      <p>{t('kept')}</p>
      {fields.length > 0 && <p>{fields.map((fact) => t(`people:fact.${fact}`)).join(', ')}</p>}
      <Counts counts={kept} />
    </div>
  );
}

export default function Merge() {
  const { t } = useTranslation('duplicates');
  const { id } = mergeRoute.useParams();
  const me = useMe();
  const [undoing, setUndoing] = useState(false);
  const found = useQuery(query('get_merge', { path: { id } }));
  const it = found.data;
  if (!it) {
    return (
      <Page title={t('mergePage')}>
        {found.error ? <Empty icon={UserX} title={t('noMerge')} /> : <Skeleton lines={6} />}
      </Page>
    );
  }
  const undone = it.state === 'undone';
  return (
    <Page
      title={t('mergePage')}
      above={<a href="/duplicates">{t('title')}</a>}
      actions={
        it.state === 'done' &&
        can(me, 'duplicate', 'approve') && <Button onPress={() => setUndoing(true)}>{t('undo')}</Button>
      }
    >
      <Sheet>
        <div className={style.merge}>
          <p>
            {undone && <Chip tone="wait">{t('undoneAt', { at: momentInWords(it.undone_at ?? it.proposed_at) })}</Chip>}
            {it.state === 'done' && (
              <Chip tone="good">{t('doneAt', { at: momentInWords(it.decided_at ?? it.proposed_at) })}</Chip>
            )}
            {it.state === 'proposed' && <Chip tone="wait">{t('state.same')}</Chip>}
          </p>
          <dl className={style.two}>
            <div>
              <dt>{undone ? t('twoAgain') : t('oneFile')}</dt>
              <dd>
                <PersonLink id={it.survivor} />
              </dd>
            </div>
            <div>
              <dt>{undone ? t('andTheOther') : t('wentInto')}</dt>
              <dd>
                <PersonLink id={it.merged} nameless={t('itsNames')} />
              </dd>
            </div>
          </dl>
          {it.state === 'done' && (
            <div>
              <p>{t('moved')}</p>
              <Counts counts={it.moved as Record<string, unknown>} />
            </div>
          )}
          {undone && <Kept it={it} />}
        </div>
      </Sheet>
      {undoing && <Undo it={it} onClose={() => setUndoing(false)} />}
    </Page>
  );
}
