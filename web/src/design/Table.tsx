/**
 * A list of records in columns. On a phone each line becomes a small sheet with its columns named, so that nothing has to be scrolled
 * sideways. A line that leads somewhere is a link in its first column, and the whole line takes the press.
 */
import type { ReactNode } from 'react';
import { join } from './join';
import style from './Table.module.css';

export interface Column<L> {
  key: string;
  title: ReactNode;
  cell: (line: L) => ReactNode;
  /** Numbers and dates stand at the end of their column. */
  end?: boolean;
  /** Only as wide as it must be. */
  tight?: boolean;
}

interface Props<L> {
  /** What the list is, for those who hear it. */
  caption: string;
  columns: readonly Column<L>[];
  lines: readonly L[];
  keyOf: (line: L) => string;
  /** Marks a line, such as one that is overdue. */
  toneOf?: (line: L) => 'bad' | 'warn' | undefined;
  dense?: boolean;
}

export function Table<L>({ caption, columns, lines, keyOf, toneOf, dense }: Props<L>) {
  return (
    <div className={style.frame}>
      <table className={join(style.table, dense && style.dense)}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={join(column.end && style.end, column.tight && style.tight)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={keyOf(line)} data-tone={toneOf?.(line)}>
              {columns.map((column) => (
                <td key={column.key} className={join(column.end && style.end, column.tight && style.tight)}>
                  <span className={style.name} aria-hidden="true">
                    {column.title}
                  </span>
                  <span className={style.value}>{column.cell(line)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
