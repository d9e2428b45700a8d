/** The queries of a window's console, one at a time. */
import { querySql } from '../../project/sql/query.ts';
import { joinKinds, type Cell, type Kind } from '../../core/sql/result.ts';
import type { Output } from '../contract.ts';

const MOST_ROWS = 10_000;
const MOST_CHARACTERS = 16_000_000;
const MOST_SECONDS = 30;

export type SqlConsole = {
  /** What ran before is stopped. @throws what `querySql` throws */
  run(path: string, sql: string): Promise<Output<'sql.run'>>;
  stop(): void;
};

/** @param closed when the window is gone, and nobody waits for an answer */
export function sqlConsole(closed: AbortSignal): SqlConsole {
  let running = new AbortController();
  return {
    async run(path, sql) {
      running.abort();
      running = new AbortController();
      const signal = AbortSignal.any([running.signal, closed]);
      const start = performance.now();
      let names: string[] = [];
      let kinds: Kind[] = [];
      const cells: Cell[][] = [];
      let rows = 0;
      let characters = 0;
      let cut = false;
      for await (const part of querySql(path, sql, { seconds: MOST_SECONDS, signal })) {
        names = part.names;
        kinds = part.kinds.map((kind, i) => joinKinds(kinds[i] ?? 'none', kind));
        part.columns.forEach((column, i) => (cells[i] ??= []).push(...column));
        rows += part.rows;
        for (const column of part.columns) {
          for (const cell of column) if (typeof cell === 'string') characters += cell.length;
        }
        cut = rows > MOST_ROWS || characters > MOST_CHARACTERS;
        if (cut) break;
      }
      const columns = names.map((name, i) => ({
        name,
        kind: kinds[i],
        cells: cells[i].slice(0, MOST_ROWS),
      }));
      const seconds = (performance.now() - start) / 1000;
      return { columns, rows: Math.min(rows, MOST_ROWS), cut, seconds };
    },
    stop: () => running.abort(),
  };
}
