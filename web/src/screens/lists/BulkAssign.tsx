/**
 * Handing over the chosen cases: to whom, what will change, how far it is, what failed and why, and back again. Each case is a command of its
 * own at the version that was seen, so that nobody's change in between is lost.
 */
import { ArrowRight } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../api/ask';
import { Problem } from '../../api/problem';
import { queries } from '../../api/query';
import type { AnswerOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip } from '../../design/Chip';
import { ComboBox } from '../../design/ComboBox';
import { Dialog } from '../../design/Dialog';
import { Select, TextField } from '../../design/Field';
import { count } from '../../locale/dates';
import { type Came, forEach, isThere, type Target } from './bulk';
import type { Line } from './Cases';
import style from './Cases.module.css';
import { useColleagues, useTeams } from './colleagues';

type Handed = AnswerOf<'assign_case'>;
type Stage = 'choose' | 'run' | 'done' | 'undo' | 'undone';

export function BulkAssign({ lines, onClose }: { lines: readonly Line[]; onClose: (done: boolean) => void }) {
  const { t } = useTranslation('lists');
  // What was chosen when the dialog opened: the list below may be asked again meanwhile.
  const [all] = useState(lines);
  const [to, setTo] = useState<Target>({});
  const [toName, setToName] = useState<string>();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [stage, setStage] = useState<Stage>('choose');
  const [came, setCame] = useState<ReadonlyMap<string, Came<Handed>>>(new Map());
  const stopped = useRef(false);
  const colleagues = useColleagues(typed);
  const teams = useTeams();
  const team = teams.find((it) => it.id === to.team);
  const moving = all.filter((it) => !isThere(it, to));
  const ready = Boolean(to.owner ?? to.team) && moving.length > 0;
  const failed = [...came.values()].filter((it) => it.state === 'failed').length;
  const done = came.size - failed;

  const run = async (
    next: Stage,
    ended: Stage,
    which: readonly Line[],
    body: (line: Line) => Record<string, unknown>,
    version: (line: Line) => number,
  ) => {
    setStage(next);
    setCame(new Map());
    stopped.current = false;
    const one = (line: Line) =>
      ask({
        operation: 'assign_case',
        path: { id: line.id },
        body: body(line),
        version: version(line),
        key: crypto.randomUUID(),
      });
    await forEach(which, one, {
      onEach: (line, it) => setCame((before) => new Map(before).set(line.id, it)),
      stopped: () => stopped.current,
    });
    setStage(ended);
    void queries.invalidateQueries({ queryKey: ['list_cases'] });
    void queries.invalidateQueries({ queryKey: ['get_work'] });
  };
  const handed = useRef<ReadonlyMap<string, Came<Handed>>>(new Map());
  const start = () =>
    void run(
      'run',
      'done',
      moving,
      () => ({ ...to, office: team?.office, reason: reason.trim() || undefined }),
      (line) => line.version,
    );
  const undo = () => {
    handed.current = came;
    const back = moving.filter((it) => came.get(it.id)?.state === 'done');
    void run(
      'undo',
      'undone',
      back,
      (line) => ({
        owner: line.owner,
        team: line.team ?? undefined,
        office: teams.find((it) => it.id === line.team)?.office,
        reason: t('bulk.undoReason'),
      }),
      (line) => {
        const it = handed.current.get(line.id);
        return it?.state === 'done' ? it.result.version : line.version;
      },
    );
  };
  const running = stage === 'run' || stage === 'undo';
  const total =
    stage === 'undo' || stage === 'undone'
      ? [...handed.current.values()].filter((it) => it.state === 'done').length
      : moving.length;
  const why = (it: Came<Handed> | undefined) =>
    it?.state !== 'failed' ? undefined : it.error instanceof Problem ? it.error.title : t('bulk.noLine');
  const target = [toName, team?.name].filter(Boolean).join(' · ');

  return (
    <Dialog
      title={t('bulk.title')}
      isOpen
      keep
      side
      onClose={() => (running ? undefined : onClose(stage !== 'choose'))}
      foot={
        <>
          {stage === 'choose' && (
            <Button kind="primary" isDisabled={!ready} onPress={start}>
              {ready ? t('bulk.start', { count: moving.length, shown: count(moving.length) }) : t('bulk.assign')}
            </Button>
          )}
          {running && (
            <Button
              onPress={() => {
                stopped.current = true;
              }}
            >
              {t('bulk.stop')}
            </Button>
          )}
          {stage === 'done' && done > 0 && (
            <Button kind="quiet" onPress={undo}>
              {t('bulk.undo', { count: done, shown: count(done) })}
            </Button>
          )}
          {(stage === 'done' || stage === 'undone') && (
            <Button kind="primary" onPress={() => onClose(true)}>
              {t('bulk.close')}
            </Button>
          )}
        </>
      }
    >
      {stage === 'choose' && (
        <>
          <ComboBox
            label={t('bulk.owner')}
            required={false}
            choices={colleagues}
            value={to.owner ?? null}
            search={typed}
            onSearch={setTyped}
            onChange={(owner) => {
              setTo((it) => ({ ...it, owner: owner ?? undefined }));
              const name = colleagues.find((it) => it.value === owner)?.label;
              setToName(name);
              setTyped(name ?? '');
            }}
          />
          <Select
            label={t('bulk.team')}
            required={false}
            empty={t('bulk.sameTeam')}
            choices={teams.map((it) => ({ value: it.id, label: it.name }))}
            value={to.team ?? null}
            onChange={(it) => setTo((before) => ({ ...before, team: it ?? undefined }))}
          />
          <TextField
            label={t('bulk.reason')}
            help={t('bulk.reasonHelp')}
            required={false}
            value={reason}
            onChange={setReason}
            maxLength={500}
          />
          {to.team && <p className={style.note}>{t('bulk.sight')}</p>}
          <h3>{t('bulk.preview')}</h3>
        </>
      )}
      {stage !== 'choose' && (
        <div role="status">
          <p>
            {running
              ? t('bulk.progress', { done: count(came.size), total: count(total) })
              : t(stage === 'undone' ? 'bulk.undone' : 'bulk.done', { count: done, shown: count(done) })}
          </p>
          {failed > 0 && <Chip tone="bad">{t('bulk.failed', { count: failed, shown: count(failed) })}</Chip>}
        </div>
      )}
      {running && <progress className={style.progress} max={total} value={came.size} aria-label={t('bulk.title')} />}
      <ul className={style.preview}>
        {all.map((line) => {
          const there = isThere(line, to);
          const it = came.get(line.id);
          return (
            <li key={line.id}>
              <span className="number">{line.number}</span>
              <span className={style.change}>
                {it?.state === 'done' ? (
                  <Chip tone="good">{stage.startsWith('undo') ? line.owner_name : target}</Chip>
                ) : (
                  <>
                    <span>{line.owner_name ?? '—'}</span>
                    {ready && !there && (
                      <>
                        <ArrowRight aria-label={t('bulk.to')} />
                        <strong>{target}</strong>
                      </>
                    )}
                    {ready && there && <Chip>{t('bulk.there')}</Chip>}
                  </>
                )}
              </span>
              {it?.state === 'failed' && <span className={style.reason}>{why(it)}</span>}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
