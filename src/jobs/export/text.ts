import { csvField } from '../../core/text/csv.ts';
import { shortestFloat32 } from './float32.ts';
import type { ColumnType, Format, Head, Rows, Values } from './rows.ts';

/** Rows are handed on in parts, so that an export of any length needs little memory. */
const ROWS_PER_PART = 4_096;

type Value = Values[number];
/** How a value of a column is written, and what stands for none. */
type Writing = { none: string; text: (value: string) => string };

export const csv: Format = async function* (head, rows) {
  yield `${head.map(({ name }) => csvField(name)).join(',')}\n`;
  for await (const part of rows) {
    yield* parts(head, part, { none: '', text: csvField }, (values) => `${values.join(',')}\n`);
  }
};

/** One JSON array with a line a row. */
export const json: Format = async function* (head, rows) {
  const keys = head.map(({ name }) => JSON.stringify(name));
  let before = '[\n';
  for await (const part of rows) {
    yield* parts(head, part, { none: 'null', text: JSON.stringify }, (values) => {
      const row = `${before}{${values.map((value, i) => `${keys[i]}:${value}`).join(',')}}`;
      before = ',\n';
      return row;
    });
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
};

function* parts(
  head: Head,
  { count, columns }: Rows,
  writing: Writing,
  format: (values: string[]) => string,
): Generator<string> {
  for (let start = 0; start < count; start += ROWS_PER_PART) {
    const end = Math.min(start + ROWS_PER_PART, count);
    let text = '';
    for (let row = start; row < end; row++) {
      text += format(head.map(({ type }, i) => written(columns[i][row], type, writing)));
    }
    yield text;
  }
}

function written(value: Value, type: ColumnType, { none, text }: Writing): string {
  if (value === null || Number.isNaN(value)) return none;
  if (typeof value === 'number') return String(type === 'float32' ? shortestFloat32(value) : value);
  // The digits of an integer are a number; what a double cannot be but in words is not.
  return type === 'int64' ? value : text(value);
}
