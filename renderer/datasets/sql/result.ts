/** What is made of a result: texts, widths, CSV, and the samples that are in it. */
import type { Cell, Kind } from '../../../src/core/sql/result.ts';
import { csvField } from '../../../src/core/text/csv.ts';
import type { Output } from '../../../src/rpc/contract.ts';

export type Result = Output<'sql.run'>;
export type Column = Result['columns'][number];

/** Letters that a column shows at least and at most. */
const LEAST_LETTERS = 6;
const MOST_LETTERS = 48;
/** Rows that decide how wide a column is. */
const ROWS_MEASURED = 200;
/** Digits that tell float32 numbers apart. */
const DIGITS = 7;

export const isNumeric = (kind: Kind): boolean => kind === 'integer' || kind === 'real';

export function shown(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(DIGITS)));
}

/** In letters. */
export function widthOf({ name, cells }: Column): number {
  const longest = cells
    .slice(0, ROWS_MEASURED)
    .reduce<number>((most, cell) => Math.max(most, shown(cell).length), name.length);
  return Math.min(MOST_LETTERS, Math.max(LEAST_LETTERS, longest));
}

/** With every digit. */
export function csvOf({ columns, rows }: Result): string {
  const line = (texts: string[]) => `${texts.map(csvField).join(',')}\n`;
  const text = (cell: Cell) => (cell === null ? '' : String(cell));
  const lines = Array.from({ length: rows }, (_, row) =>
    line(columns.map(({ cells }) => text(cells[row]))),
  );
  return line(columns.map(({ name }) => name)) + lines.join('');
}

/**
 * The samples of a data set that stand in the column `sample`, as ranges with both ends; null where
 * there is no such column. Where there is a column `dataset`, only its rows count.
 */
export function samplesIn({ columns, rows }: Result, dataset: number): [number, number][] | null {
  const column = columns.find(({ name, kind }) => name === 'sample' && kind === 'integer');
  if (column === undefined) return null;
  const datasets = columns.find(({ name }) => name === 'dataset')?.cells;
  const found = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const sample = column.cells[row];
    const ofOther = datasets !== undefined && datasets[row] !== dataset;
    if (typeof sample === 'number' && sample >= 0 && !ofOther) found.add(sample);
  }
  const ranges: [number, number][] = [];
  for (const sample of [...found].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === sample - 1) last[1] = sample;
    else ranges.push([sample, sample]);
  }
  return ranges;
}
