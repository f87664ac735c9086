/** The report, line by line: what is wrong where, who seems to be here already, whom a line became. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pages } from '../../api/query';
import type { LineOf } from '../../api/types';
import { Button } from '../../design/Button';
import { Chip, type Tone } from '../../design/Chip';
import { Checkbox } from '../../design/Choices';
import { Empty, Skeleton } from '../../design/Page';
import { ProblemPanel } from '../../design/Problem';
import { type Column, Table } from '../../design/Table';
import { count } from '../../locale/dates';
import { PersonLink } from '../people/PersonName';
import type { LineState } from './file';
import style from './Imports.module.css';

type Line = LineOf<'list_operation_lines'>;

export const LINE_TONE: Record<LineState, Tone> = {
  faulty: 'bad',
  duplicate: 'warn',
  ready: 'accent',
  written: 'good',
  skipped: 'calm',
  kept: 'warn',
  undone: 'calm',
};

interface Props {
  id: string;
  state: LineState;
  /** Lines about somebody who is here already, taken all the same; undefined where nothing is chosen any more. */
  taken?: ReadonlySet<number>;
  onTake: (line: number, take: boolean) => void;
}

function Said({ line }: { line: Line }) {
  const { t } = useTranslation('imports');
  return (
    <ul className={style.said}>
      {line.notes.map((it) => (
        <li key={`${it.column} ${it.code}`}>
          {it.column && (
            <strong>
              <bdi>{it.column}</bdi>:{' '}
            </strong>
          )}
          {it.detail}
        </li>
      ))}
      {line.duplicates.map((it) => (
        <li key={`${it.person} ${it.line}`}>
          {it.person ? <PersonLink id={it.person} /> : t('sameAsLine', { line: count(it.line ?? 0) })}
          {' · '}
          {count(Math.round(it.score * 100))}
          {it.why.length > 0 && <span className={style.soft}> {it.why.join(' · ')}</span>}
        </li>
      ))}
      {line.person && (
        <li>
          <PersonLink id={line.person} />
        </li>
      )}
    </ul>
  );
}

export function Lines({ id, state, taken, onTake }: Props) {
  const { t } = useTranslation('imports');
  const found = useInfiniteQuery(pages('list_operation_lines', { path: { id }, query: { state, limit: 100 } }));
  const lines = found.data?.pages.flatMap((it) => it.data) ?? [];
  const columns: Column<Line>[] = [
    { key: 'line', title: t('line'), cell: (it) => count(it.line), tight: true },
    { key: 'said', title: t('said'), cell: (it) => <Said line={it} /> },
    ...(taken && state === 'duplicate'
      ? [
          {
            key: 'take',
            title: t('choice'),
            tight: true,
            cell: (it: Line) => (
              <Checkbox isSelected={taken.has(it.line)} onChange={(take) => onTake(it.line, take)}>
                {t('take')}
              </Checkbox>
            ),
          },
        ]
      : [
          {
            key: 'state',
            title: t('standing'),
            tight: true,
            cell: () => <Chip tone={LINE_TONE[state]}>{t(`lineState.${state}`)}</Chip>,
          },
        ]),
  ];
  if (found.isPending) return <Skeleton lines={4} />;
  return (
    <>
      <ProblemPanel error={found.error} focus={false} />
      {lines.length > 0 ? (
        <Table caption={t('report')} columns={columns} lines={lines} keyOf={(it) => String(it.line)} dense />
      ) : (
        !found.error && <Empty title={t('noLines')} />
      )}
      {found.hasNextPage && (
        <div className={style.more}>
          <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  );
}
