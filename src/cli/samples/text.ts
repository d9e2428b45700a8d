import { columnNames, type EpochRows } from './rows.ts';
import { shortestFloat32 } from './float32.ts';

/** Rows are handed on in parts, so that an export of any length needs little memory. */
const ROWS_PER_PART = 4_096;

export async function* csv(epochs: AsyncIterable<EpochRows>): AsyncGenerator<string> {
  yield `${columnNames.join(',')}\n`;
  for await (const rows of epochs) {
    yield* parts(rows, (values) => `${values.join(',')}\n`);
  }
}

/** One JSON array with a line a row. */
export async function* json(epochs: AsyncIterable<EpochRows>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const rows of epochs) {
    yield* parts(rows, (values) => {
      const pairs = values.map((value, i) => `"${columnNames[i]}":${value}`);
      const row = `${before}{${pairs.join(',')}}`;
      before = ',\n';
      return row;
    });
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function* parts(rows: EpochRows, format: (values: number[]) => string): Generator<string> {
  for (let start = 0; start < rows.size; start += ROWS_PER_PART) {
    const end = Math.min(start + ROWS_PER_PART, rows.size);
    let text = '';
    for (let sample = start; sample < end; sample++) {
      text += format([
        rows.epoch,
        sample,
        rows.label[sample],
        rows.predicted[sample],
        shortestFloat32(rows.loss[sample]),
        shortestFloat32(rows.confidence[sample]),
        rows.correct[sample],
        rows.hidden[sample],
        rows.movedBack[sample],
      ]);
    }
    yield text;
  }
}
