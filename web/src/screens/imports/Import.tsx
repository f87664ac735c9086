/** One file: how far it is, what was recognised, the report, and what can be done: bring in, stop, take back. */
import { useQuery } from '@tanstack/react-query';
import { FileX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/command';
import { Problem } from '../../api/problem';
import { queries, query } from '../../api/query';
import { can, useMe } from '../../app/me';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { Empty, Page, Sheet, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { count, digits, momentInWords } from '../../locale/dates';
import { UndoDialog } from '../people/UndoDialog';
import { countOf, isAtWork, LINE_STATES, type LineState, type Operation, shownFirst, toBring } from './file';
import { STATE_TONE } from './Imports';
import style from './Imports.module.css';
import { LINE_TONE, Lines } from './Lines';
import { Recognised } from './Recognised';
import { importRoute } from './routes';

/** How often work that goes on is asked about, in milliseconds. */
const AGAIN = 1_000;

function Going({ it }: { it: Operation }) {
  const { t } = useTranslation('imports');
  const { lines, lines_done, percent, eta_seconds } = it.progress;
  return (
    <div className={style.going} aria-live="polite">
      <progress value={percent ?? undefined} max={100} aria-label={t(`state.${it.state}`)} />
      <p className={style.soft}>
        {t('progress', { done: count(lines_done), lines: count(lines) })}
        {eta_seconds ? ` · ${t('left', { count: eta_seconds, shown: digits(eta_seconds) })}` : ''}
      </p>
    </div>
  );
}

function Undo({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('imports');
  const undo = useCommand('undo_import', {
    label: 'unsent.did.change',
    touches: ['list_imports', 'search_people'],
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
      onUndo={(reason) => undo.mutate({ path: { id }, body: { reason } })}
      onClose={onClose}
    />
  );
}

function Acts({ it, taken }: { it: Operation; taken: ReadonlySet<number> }) {
  const { t } = useTranslation('imports');
  const [undoing, setUndoing] = useState(false);
  const manner = { label: 'unsent.did.change', touches: ['list_imports'], keep: false };
  const commit = useCommand('commit_operation', manner);
  const cancel = useCommand('cancel_operation', manner);
  const bring = toBring(it, taken);
  return (
    <>
      <ProblemPanel error={commit.error ?? cancel.error} />
      <div className={style.acts}>
        {it.state === 'checked' && (
          <Button
            kind="primary"
            isDisabled={bring === 0}
            isPending={commit.isPending}
            onPress={() =>
              commit.mutate({ path: { id: it.id }, body: { duplicates: 'skip', take: [...taken], skip: [] } })
            }
          >
            {t('bring', { count: bring, shown: count(bring) })}
          </Button>
        )}
        {(isAtWork(it) || it.state === 'checked') && it.state !== 'undoing' && (
          <Button isPending={cancel.isPending} onPress={() => cancel.mutate({ path: { id: it.id }, body: {} })}>
            {it.state === 'checked' ? t('drop') : t('stop')}
          </Button>
        )}
        {countOf(it, 'written') > 0 && !isAtWork(it) && <Button onPress={() => setUndoing(true)}>{t('undo')}</Button>}
      </div>
      {undoing && <Undo id={it.id} onClose={() => setUndoing(false)} />}
    </>
  );
}

function Report({
  it,
  taken,
  onTake,
}: {
  it: Operation;
  taken: ReadonlySet<number>;
  onTake: (line: number, take: boolean) => void;
}) {
  const { t } = useTranslation('imports');
  const [chosen, setChosen] = useState<LineState>();
  const there = LINE_STATES.filter((state) => countOf(it, state) > 0);
  const shown = chosen && there.includes(chosen) ? chosen : shownFirst(it.state, there);
  if (!shown) return null;
  return (
    <Sheet title={t('report')} flush>
      <fieldset className={style.states}>
        <legend className="unseen">{t('standing')}</legend>
        {there.map((state) => (
          <button key={state} type="button" aria-pressed={state === shown} onClick={() => setChosen(state)}>
            <Chip tone={LINE_TONE[state]}>{t(`lineState.${state}`)}</Chip> {count(countOf(it, state))}
          </button>
        ))}
      </fieldset>
      <Lines key={shown} id={it.id} state={shown} taken={it.state === 'checked' ? taken : undefined} onTake={onTake} />
    </Sheet>
  );
}

export default function Import() {
  const { t } = useTranslation('imports');
  const { id } = importRoute.useParams();
  const me = useMe();
  const [taken, setTaken] = useState<ReadonlySet<number>>(new Set());
  const found = useQuery({
    ...query('get_operation', { path: { id } }),
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data) ? AGAIN : false),
  });
  const it = found.data;
  // The report is read anew when the work has come to another rest.
  useEffect(() => {
    if (it?.state) void queries.invalidateQueries({ queryKey: ['list_operation_lines'] });
  }, [it?.state]);
  if (!it) {
    const hidden = found.error instanceof Problem && found.error.status === 404;
    return (
      <Page title={t('title')}>
        {found.isPending && <Skeleton lines={6} />}
        {hidden ? <Empty icon={FileX} title={t('nowhere')} /> : <ProblemPanel error={found.error} focus={false} />}
      </Page>
    );
  }
  const take = (line: number, yes: boolean) =>
    setTaken((before) => new Set(yes ? [...before, line] : [...before].filter((one) => one !== line)));
  return (
    <Page
      title={t('title')}
      heading={<bdi>{it.file_name ?? t('nameless')}</bdi>}
      above={<a href="/imports">{t('title')}</a>}
    >
      <Sheet>
        <div className={style.send}>
          <p className={style.head}>
            <Chip tone={STATE_TONE[it.state]}>{t(`state.${it.state}`)}</Chip>
            <span className={style.soft}>{momentInWords(it.updated_at)}</span>
          </p>
          {isAtWork(it) && <Going it={it} />}
          {it.failure && (
            <div role="alert" className={style.failure}>
              <p>{it.failure.detail}</p>
              <a href="/imports">{t('sendAgain')}</a>
            </div>
          )}
          {it.state === 'checked' && <p>{t('nothingWritten')}</p>}
          {can(me, 'import', 'update') && <Acts it={it} taken={taken} />}
        </div>
      </Sheet>
      <Report it={it} taken={taken} onTake={take} />
      {it.found && <Recognised found={it.found} />}
    </Page>
  );
}
