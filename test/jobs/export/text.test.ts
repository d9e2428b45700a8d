import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { parquet } from '../../../src/jobs/export/parquet.ts';
import type { Format, Head, Rows } from '../../../src/jobs/export/rows.ts';
import { csv, json } from '../../../src/jobs/export/text.ts';

const head: Head = [
  { name: 'id', type: 'int32' },
  { name: 'a "name", with\nsigns', type: 'text' },
  { name: 'loss', type: 'float32' },
  { name: 'large', type: 'int64' },
  { name: 'mean', type: 'double' },
];

const value = fc.tuple(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.option(fc.string({ unit: 'binary' })),
  fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(NaN)),
  fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
);
type Row = [number, string | null, number, string | null, number | null];
const tables = fc.array(fc.array(value, { maxLength: 5 }), { maxLength: 3 });

/** The rows in parts, as they would come from a project. */
async function* parts(rows: Row[][]): AsyncGenerator<Rows> {
  for (const part of rows) {
    const columns = head.map((_, i) => part.map((row) => row[i]));
    yield { count: part.length, columns };
  }
}

async function written(format: Format, rows: Row[][]): Promise<Buffer> {
  const bytes: Uint8Array[] = [];
  for await (const part of format(head, parts(rows))) bytes.push(Buffer.from(part));
  return Buffer.concat(bytes);
}

/** RFC 4180, by hand. */
function readCsv(text: string): string[][] {
  const fields = /("(?:[^"]|"")*"|[^,\n]*)(,|\n)/gy;
  const rows: string[][] = [[]];
  for (const [, field, end] of text.matchAll(fields)) {
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
    rows.at(-1)?.push(plain);
    if (end === '\n') rows.push([]);
  }
  rows.pop();
  return rows;
}

/** As a float32 is written: the zero has no sign there. */
const float = (number: number) => (Number.isNaN(number) ? null : number + 0);
const unsigned = (number: number | null) => (number === null ? null : number + 0);

test('CSV reads back as what was written', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      const [names, ...lines] = readCsv((await written(csv, rows)).toString());
      expect(names).toEqual(head.map(({ name }) => name));
      expect(
        lines.map(([id, text, loss, large, mean]) => [Number(id), text, loss, large, mean]),
      ).toEqual(
        rows
          .flat()
          .map(([id, text, loss, large, mean]) => [
            ...[
              id,
              Buffer.from(text ?? '').toString(),
              String(float(loss) === null ? '' : shortest(loss)),
            ],
            ...[large ?? '', mean === null ? '' : String(mean)],
          ]),
      );
    }),
  );
});
const shortest = (loss: number) => {
  for (let digits = 1; ; digits++) {
    const decimal = Number(loss.toPrecision(digits));
    if (digits === 9 || Math.fround(decimal) === loss) return decimal;
  }
};

test('JSON reads back as what was written', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      const read = JSON.parse((await written(json, rows)).toString()) as Record<string, unknown>[];
      const back = read.map((row) => head.map(({ name }) => row[name]));
      expect(back).toEqual(
        rows
          .flat()
          .map(([id, text, loss, large, mean]) => [
            ...[
              id + 0,
              text === null ? null : Buffer.from(text).toString(),
              float(loss) && shortest(loss),
            ],
            ...[large === null ? null : Number(large), unsigned(mean)],
          ]),
      );
    }),
  );
});

test('Parquet reads back as what was written', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      const bytes = await written(parquet, rows);
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      const read = await parquetReadObjects({ file: file as ArrayBuffer });
      const back = read.map((row) => head.map(({ name }) => row[name] as unknown));
      const whole = rows
        .flat()
        .map(([id, text, loss, large, mean]) => [
          ...[
            id,
            text === null ? null : Buffer.from(text).toString(),
            Number.isNaN(loss) ? null : loss,
          ],
          ...[large === null ? null : BigInt(large), mean],
        ]);
      expect(back).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});
