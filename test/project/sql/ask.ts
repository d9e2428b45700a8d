/** A query's whole answer. */
import type { Cell, Kind } from '../../../src/core/sql/result.ts';
import { joinKinds } from '../../../src/core/sql/result.ts';
import { querySql } from '../../../src/project/sql/query.ts';

export type Answer = { names: string[]; kinds: Kind[]; rows: Cell[][] };

export async function ask(path: string, sql: string, seconds = 60): Promise<Answer> {
  const answer: Answer = { names: [], kinds: [], rows: [] };
  for await (const { names, kinds, rows, columns } of querySql(path, sql, { seconds })) {
    answer.names = names;
    answer.kinds = kinds.map((kind, i) => joinKinds(answer.kinds[i] ?? 'none', kind));
    for (let row = 0; row < rows; row++) answer.rows.push(columns.map((column) => column[row]));
  }
  return answer;
}

export const failure = async (path: string, sql: string, seconds?: number): Promise<string> => {
  const error = (await ask(path, sql, seconds).catch((thrown: unknown) => thrown)) as Error;
  if (!(error instanceof Error)) throw new Error(`It did not fail: ${sql}`);
  const { code } = error as Error & { code: string };
  return `[${code}] ${error.message}`;
};
