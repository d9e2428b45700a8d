/**
 * A query in a process of its own. SQLite cannot be interrupted from JavaScript while it works, and
 * neither can its thread be ended then; a process can, at any moment, and its memory goes with it.
 */
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { reportOf } from '../../core/errors/error.ts';
import { joinKinds, type Cell, type Kind, type SqlPart } from '../../core/sql/result.ts';
import { failureOf } from '../failure.ts';
import { openAt } from '../open.ts';
import { questionSchema, type Answer } from './messages.ts';
import { invalidQuery, prepareQuery } from './statement.ts';
import { createTables } from './tables.ts';

const ROWS_A_PART = 1_000;
const CHARACTERS_A_PART = 1_000_000;
/** A part that has rows is not held back for longer. */
const PART_MS = 200;

const say = (answer: Answer) => void process.send?.(answer);

process.once('message', (message) => {
  const { path, sql, parent } = questionSchema.parse(message);
  new Worker(new URL('./watch.ts', import.meta.url), { workerData: parent, execArgv: [] }).unref();
  answerTo(path, sql).catch((error: unknown) => {
    say({ error: reportOf(failureOf(path, invalidQuery(error))) });
    process.disconnect();
  });
});
process.on('disconnect', () => process.exit());

async function answerTo(path: string, sql: string): Promise<void> {
  const { connections } = await openAt({ path, access: 'read', create: false, who: 'mikke sql' });
  // All that it reads is of one moment, whatever is recorded meanwhile.
  connections.read('BEGIN').run();
  const database = new Database(':memory:');
  createTables(database, connections);
  const query = prepareQuery(database, sql);
  const names = query.columns().map(({ name }) => name);
  const rows = query.iterate()[Symbol.iterator]();
  for (;;) {
    const { part, last } = nextPart(names, rows);
    const asked = new Promise((resolve) => process.once('message', resolve));
    say({ part, last });
    if (last) return process.disconnect();
    await asked;
  }
}

function nextPart(names: string[], left: Iterator<unknown[]>): { part: SqlPart; last: boolean } {
  const columns: Cell[][] = names.map(() => []);
  const kinds = names.map((): Kind => 'none');
  const start = performance.now();
  let characters = 0;
  let rows = 0;
  let last = false;
  while (rows < ROWS_A_PART && characters < CHARACTERS_A_PART) {
    if (rows > 0 && performance.now() - start > PART_MS) break;
    const next = left.next();
    if (next.done === true) {
      last = true;
      break;
    }
    next.value.forEach((value, i) => {
      const cell = cellOf(value);
      columns[i].push(cell);
      kinds[i] = joinKinds(kinds[i], kindOf(value));
      if (typeof cell === 'string') characters += cell.length;
    });
    rows++;
  }
  return { part: { names, kinds, rows, columns }, last };
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'none';
  if (typeof value === 'bigint') return 'integer';
  return typeof value === 'number' ? 'real' : 'text';
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`;
  return value as string | null;
}
