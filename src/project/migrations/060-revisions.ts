import type { Migration } from './migration.ts';

/**
 * A row of run_revisions is one change of a run's schedule after it began: from pass `epoch` on the
 * run follows `schedule`. They are numbered from 1, in the order in which they were made.
 */
export const revisions: Migration = {
  number: 60,
  sql: `
    CREATE TABLE run_revisions (
      run INTEGER NOT NULL REFERENCES runs,
      number INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      schedule TEXT NOT NULL,
      revised_at TEXT NOT NULL,
      revised_by TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
  `,
};
