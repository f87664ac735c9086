// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the lines that are out of sight
// biome-ignore-all lint/a11y/useFocusableInteractive: tabIndex comes with the cell's place
/**
 * A list without an end. Only the lines in sight are in the document; the next ones are asked for before they are reached. It is a grid for
 * the keyboard: arrows move, Space chooses, Enter opens. On a phone each line becomes a small sheet with its columns named.
 */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import style from './Grid.module.css';
import { join } from './join';

export interface GridColumn<L> {
  key: string;
  title: string;
  cell: (line: L) => ReactNode;
  /** Its track, as CSS grid has it. */
  width: string;
  end?: boolean;
}

interface Props<L> {
  /** What the list is, for those who hear it. */
  label: string;
  columns: readonly GridColumn<L>[];
  lines: readonly L[];
  keyOf: (line: L) => string;
  /** Where Enter leads. */
  onOpen: (line: L) => void;
  toneOf?: (line: L) => 'bad' | 'warn' | undefined;
  dense?: boolean;
  /** Is there more behind the last line? */
  more: boolean;
  onMore: () => void;
  chosen?: Choosing<L>;
}

export interface Choosing<L> {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
  /** What choosing this line is called. */
  labelOf: (line: L) => string;
  allLabel: string;
}

/** Lines left below the last one in sight when the next ones are asked for. */
const AHEAD = 30;
const HEIGHT = 46;
const HEIGHT_DENSE = 36;

interface Place {
  row: number;
  column: number;
}

/** Where a key leads from a place; undefined where it leads nowhere. */
export function moved(key: string, at: Place, rows: number, columns: number, rtl: boolean): Place | undefined {
  const row = (to: number) => ({ ...at, row: Math.max(0, Math.min(rows - 1, to)) });
  const column = (to: number) => ({ ...at, column: Math.max(0, Math.min(columns - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return row(at.row + 1);
    case 'ArrowUp':
      return row(at.row - 1);
    case 'PageDown':
      return row(at.row + 10);
    case 'PageUp':
      return row(at.row - 10);
    case 'ArrowRight':
      return column(at.column + (rtl ? -1 : 1));
    case 'ArrowLeft':
      return column(at.column + (rtl ? 1 : -1));
    case 'Home':
      return column(0);
    case 'End':
      return column(columns - 1);
    default:
      return undefined;
  }
}

/** The keys with one line added or taken away; from the last one touched to this one where Shift is held. */
function toggled<L>(
  keys: ReadonlySet<string>,
  lines: readonly L[],
  keyOf: (line: L) => string,
  row: number,
  from?: number,
) {
  const next = new Set(keys);
  const key = (index: number) => {
    const line = lines[index];
    return line === undefined ? '' : keyOf(line);
  };
  if (from === undefined) {
    if (!next.delete(key(row))) next.add(key(row));
    return next;
  }
  for (let index = Math.min(from, row); index <= Math.max(from, row); index += 1) next.add(key(index));
  return next;
}

export function Grid<L>({ label, columns, lines, keyOf, onOpen, toneOf, dense, more, onMore, chosen }: Props<L>) {
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const [top, setTop] = useState(0);
  const moving = useRef(false);
  const lastTouched = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (frame.current) setTop(frame.current.getBoundingClientRect().top + window.scrollY);
  }, []);

  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => (dense ? HEIGHT_DENSE : HEIGHT),
    getItemKey: (index) => (lines[index] ? keyOf(lines[index]) : index),
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: 120,
    scrollPaddingEnd: 80,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= lines.length - AHEAD) onMore();
  }, [more, last, lines.length, onMore]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density, another height
  useEffect(() => rows.measure(), [dense]);

  // A key moved to a line that may not be in the document yet.
  useEffect(() => {
    if (!moving.current) return;
    moving.current = false;
    rows.scrollToIndex(at.row, { align: 'auto' });
    const frameId = requestAnimationFrame(() =>
      frame.current
        ?.querySelector<HTMLElement>(`[data-row="${at.row}"] [data-column="${at.column}"]`)
        ?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frameId);
  }, [at, rows]);

  const choose = (row: number, range: boolean) => {
    if (!chosen) return;
    chosen.onChange(toggled(chosen.keys, lines, keyOf, row, range ? lastTouched.current : undefined));
    lastTouched.current = row;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = lines[at.row];
    if (event.key === ' ' && chosen) {
      event.preventDefault();
      return choose(at.row, event.shiftKey);
    }
    if (event.key === 'Enter' && line && !(event.target instanceof HTMLAnchorElement)) return onOpen(line);
    const rtl = document.documentElement.dir === 'rtl';
    const next = moved(event.key, at, lines.length, columns.length + (chosen ? 1 : 0), rtl);
    if (!next) return;
    event.preventDefault();
    moving.current = true;
    setAt(next);
  };
  const all = lines.length > 0 && lines.every((it) => chosen?.keys.has(keyOf(it)));
  const tracks = [...(chosen ? ['2.75rem'] : []), ...columns.map((it) => it.width)].join(' ');
  const cell = (row: number, column: number) => ({
    'data-column': column,
    tabIndex: at.row === row && at.column === column ? 0 : -1,
  });

  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={more ? -1 : lines.length + 1}
      aria-multiselectable={chosen ? true : undefined}
      className={join(style.grid, dense && style.dense)}
      style={{ '--tracks': tracks } as never}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={style.head}>
        <div role="row" aria-rowindex={1} className={style.line} tabIndex={-1}>
          {chosen && (
            <div role="columnheader" tabIndex={-1}>
              <input
                type="checkbox"
                className={style.tick}
                aria-label={chosen.allLabel}
                checked={all}
                ref={(box) => {
                  if (box) box.indeterminate = !all && chosen.keys.size > 0;
                }}
                onChange={() => chosen.onChange(new Set(all ? [] : lines.map(keyOf)))}
              />
            </div>
          )}
          {columns.map((it) => (
            <div role="columnheader" tabIndex={-1} key={it.key} className={join(style.title, it.end && style.end)}>
              {it.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={frame} className={style.body} style={{ blockSize: rows.getTotalSize() }}>
        {shown.map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          const isChosen = chosen?.keys.has(keyOf(line)) ?? false;
          return (
            <div
              role="row"
              key={item.key}
              ref={rows.measureElement}
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              aria-selected={chosen ? isChosen : undefined}
              data-index={item.index}
              data-row={item.index}
              data-tone={toneOf?.(line)}
              className={join(style.line, style.record)}
              style={{ transform: `translateY(${item.start - rows.options.scrollMargin}px)` }}
              onFocus={(event) => {
                const column = (event.target as HTMLElement).closest<HTMLElement>('[data-column]')?.dataset.column;
                if (column !== undefined) setAt({ row: item.index, column: Number(column) });
              }}
            >
              {chosen && (
                <div role="gridcell" className={style.choice} {...cell(item.index, 0)}>
                  <input
                    type="checkbox"
                    className={style.tick}
                    tabIndex={-1}
                    aria-label={chosen.labelOf(line)}
                    checked={isChosen}
                    onChange={() => undefined}
                    onClick={(event) => choose(item.index, event.shiftKey)}
                  />
                </div>
              )}
              {columns.map((it, index) => (
                <div
                  role="gridcell"
                  key={it.key}
                  className={join(style.cell, index === 0 && style.first, it.end && style.end)}
                  {...cell(item.index, index + (chosen ? 1 : 0))}
                >
                  <span className={style.name} aria-hidden="true">
                    {it.title}
                  </span>
                  <span className={style.value} dir="auto">
                    {it.cell(line)}
                  </span>
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
