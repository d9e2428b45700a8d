import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asMikkeError, errorFrom, MikkeError } from '../../core/errors/error.ts';
import type { SqlPart } from '../../core/sql/result.ts';
import { answerSchema, type Question } from './messages.ts';

const ENTRY = fileURLToPath(new URL('./process.ts', import.meta.url));

export type QueryOptions = {
  /** How long it may work before it is stopped, in seconds; null for as long as it takes. */
  seconds: number | null;
  /** Stops it at once. */
  signal?: AbortSignal;
};

/**
 * Carries out a query over a project's tables (core/sql/tables.ts), which it reads and never changes.
 * There is one part at least, with the names of the columns; the next rows are worked out when they
 * are asked for. Whoever reads no further must end the iteration, which ends the query.
 * @throws sql-only-reads, sql-one-query, sql-invalid, sql-too-long, sql-too-large, sql-no-room,
 * sql-stopped, and what `openProject` throws
 */
export async function* querySql(
  path: string,
  sql: string,
  { seconds, signal }: QueryOptions,
): AsyncGenerator<SqlPart, void> {
  const child = fork(ENTRY, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = Promise.withResolvers<never>();
  // Nobody may be waiting when it ends.
  ended.promise.catch(() => undefined);
  const stop = (why: MikkeError) => {
    ended.reject(why);
    child.kill('SIGKILL');
  };
  const abort = () => stop(new MikkeError('sql-stopped', {}));
  child.on('error', (error) => ended.reject(error));
  // What it said last comes before this.
  child.on('close', (code, signal) => ended.reject(endOf(code, signal)));
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);

  // Of the time that it works; that of whoever reads slowly does not count.
  let left = seconds === null ? Infinity : seconds * 1000;
  async function ask(message: Question | 'next') {
    const start = performance.now();
    const timer =
      seconds === null
        ? undefined
        : setTimeout(() => stop(new MikkeError('sql-too-long', { seconds })), left);
    try {
      child.send(message);
      const [said] = (await Promise.race([once(child, 'message'), ended.promise])) as unknown[];
      const answer = answerSchema.parse(said);
      if ('error' in answer) throw errorFrom(answer.error);
      return answer;
    } finally {
      clearTimeout(timer);
      left = Math.max(0, left - (performance.now() - start));
    }
  }

  try {
    let answer = await ask({ path: resolve(path), sql, parent: process.pid });
    for (; !answer.last; answer = await ask('next')) yield answer.part;
    yield answer.part;
  } finally {
    signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}

/**
 * Why the process ended by itself. It kills itself where it takes too much memory (./watch.ts), which
 * Windows tells as exit code 1; the engine aborts where its heap is full.
 */
function endOf(code: number | null, signal: NodeJS.Signals | null): MikkeError {
  const tooLarge =
    signal === 'SIGKILL' || signal === 'SIGABRT' || (process.platform === 'win32' && code !== 0);
  if (tooLarge) return new MikkeError('sql-too-large', {});
  return asMikkeError(`The process of the query ended (${signal ?? `exit code ${code}`}).`);
}
