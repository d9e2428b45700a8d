import { revisionSchema, type Revision } from '../../core/schedule/revision.ts';
import type { Connections } from '../connections.ts';
import { parseStored } from './stored-json.ts';

type Row = {
  number: number;
  epoch: number;
  schedule: string;
  revised_at: string;
  revised_by: string;
};

export function revisionStore({ read, write }: Pick<Connections, 'read' | 'write'>) {
  return {
    /** Of a run, in the order in which they were made. */
    revisions: (run: number): Revision[] =>
      read(
        `SELECT number, epoch, schedule, revised_at, revised_by FROM run_revisions
         WHERE run = ? ORDER BY number`,
      )
        .all(run)
        .map((row) => {
          const { number, epoch, schedule, revised_at: at, revised_by: by } = row as Row;
          return parseStored(schedule, `revision ${number} of run ${run}`, (given) =>
            revisionSchema.parse({ epoch, schedule: given, at, by }),
          );
        }),

    add(run: number, { epoch, schedule, at, by }: Revision): void {
      write(
        `INSERT INTO run_revisions (run, number, epoch, schedule, revised_at, revised_by)
         VALUES (?, (SELECT 1 + count(*) FROM run_revisions WHERE run = ?), ?, ?, ?, ?)`,
      ).run(run, run, epoch, JSON.stringify(schedule), at, by);
    },
  };
}
