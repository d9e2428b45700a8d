import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { sqlExamples } from '../../core/sql/examples.ts';
import type { Cell, SqlPart } from '../../core/sql/result.ts';
import { quoted, sqlTables } from '../../core/sql/tables.ts';
import { parquet } from '../../jobs/export/parquet.ts';
import type { Format, Rows } from '../../jobs/export/rows.ts';
import { headOf, rowsOf } from '../../jobs/export/sql-rows.ts';
import { csv, json } from '../../jobs/export/text.ts';
import { writeWholeFile } from '../../jobs/export/whole.ts';
import { querySql, type QueryOptions } from '../../project/sql/query.ts';
import { projectOption } from '../options.ts';
import { printResult, say } from '../output.ts';
import { counted, table } from '../words.ts';

type Flags = {
  project: string;
  json?: true;
  csv?: true;
  parquet?: string;
  replace?: true;
  timeout: string;
  limit?: string;
};

export function registerSql(program: Command): void {
  program
    .command('sql')
    .description('ask a query in SQL over samples, epochs and runs; nothing is changed')
    .argument('<query>', 'one SELECT, in quotation marks')
    .addOption(projectOption())
    .option('--json', 'Print the rows as a JSON array.')
    .option('--csv', 'Print the rows as CSV.')
    .option('--parquet <file>', 'Write the rows to a Parquet file; the query is carried out twice.')
    .option('--replace', 'Write over a file that is there already.')
    .option('--timeout <seconds>', 'How long the query may take; 0 for as long as it takes.', '30')
    .option('--limit <rows>', 'Print no more rows than that.')
    .addHelpText('after', help)
    .action(async (sql: string, flags: Flags) => {
      const seconds = amount('--timeout', flags.timeout);
      const limit = flags.limit === undefined ? Infinity : amount('--limit', flags.limit);
      if ([flags.json, flags.csv, flags.parquet].filter((flag) => flag !== undefined).length > 1) {
        throw new MikkeError('bad-usage', { problem: 'Only one of --json, --csv and --parquet.' });
      }
      const options: QueryOptions = { seconds: seconds === 0 ? null : seconds };
      const ask = () => atMost(limit, querySql(flags.project, sql, options));
      if (flags.parquet !== undefined) {
        const path = resolve(flags.parquet);
        const replace = flags.replace === true;
        for await (const _ of writeWholeFile(path, parquetOf(ask), { replace }));
        say(`The rows are in ${path}.`);
      } else if (flags.json || flags.csv) await print(ask(), flags.json ? json : csv);
      else await printTable(ask());
    });
}

/** The first time to learn what the columns are. */
async function* parquetOf(ask: () => AsyncIterable<SqlPart>): AsyncGenerator<string | Uint8Array> {
  const head = await headOf(ask());
  yield* parquet(head, rowsOf(ask(), head));
}

async function print(parts: AsyncGenerator<SqlPart>, format: Format): Promise<void> {
  const { first, all } = await opened(parts);
  // What a cell is stands in itself: a number, or text.
  const head = first.names.map((name) => ({ name, type: 'text' as const }));
  for await (const text of format(head, rows(all))) await printResult(text);
}

async function* rows(parts: AsyncIterable<SqlPart>): AsyncGenerator<Rows> {
  for await (const { rows: count, columns } of parts) yield { count, columns };
}

/** Columns are as wide as the first rows need. */
async function printTable(parts: AsyncGenerator<SqlPart>): Promise<void> {
  let count = 0;
  for await (const { names, rows, columns } of parts) {
    const lines = Array.from({ length: rows }, (_, row) =>
      columns.map((column) => shown(column[row])),
    );
    // A head for each part, so that each can be read for itself.
    if (rows > 0 || count === 0) await printResult(table(names, lines));
    count += rows;
  }
  say(`${counted(count, 'row')}.`);
}

/** Numbers in seven digits, which tell float32 apart. */
function shown(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell.replaceAll('\n', ' ');
  return String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(7)));
}

async function opened(
  parts: AsyncGenerator<SqlPart>,
): Promise<{ first: SqlPart; all: AsyncIterable<SqlPart> }> {
  const { value: first } = (await parts.next()) as { value: SqlPart };
  async function* all() {
    yield first;
    yield* parts;
  }
  return { first, all: all() };
}

async function* atMost(limit: number, parts: AsyncIterable<SqlPart>): AsyncGenerator<SqlPart> {
  let left = limit;
  for await (const part of parts) {
    const count = Math.min(left, part.rows);
    yield { ...part, rows: count, columns: part.columns.map((column) => column.slice(0, count)) };
    left -= count;
    if (left === 0) return;
  }
}

/** @throws bad-value */
function amount(key: string, typed: string): number {
  const value = Number(typed);
  if (/^\d+$/.test(typed) && Number.isSafeInteger(value)) return value;
  throw new MikkeError('bad-value', { key, value: typed, expected: 'a whole number from 0' });
}

function help(): string {
  const tables = sqlTables.map(
    ({ name, columns }) => `  ${name}: ${columns.map((column) => quoted(column.name)).join(', ')}`,
  );
  const examples = sqlExamples.slice(0, 4).map(({ title, sql }) => {
    const query = sql({ run: 2, epoch: 5, other: 1 }).replaceAll(/\s+/g, ' ');
    return `  # ${title}\n  mikke sql --project FILE "${query}"`;
  });
  return `\nTables:\n${tables.join('\n')}\n\nExamples:\n${examples.join('\n')}\n`;
}
