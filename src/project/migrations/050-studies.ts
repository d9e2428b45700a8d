import type { Migration } from './migration.ts';

/** A row of study_runs says of which study, arm and seed a run is; there is one run at most of each. */
export const studies: Migration = {
  number: 50,
  sql: `
    CREATE TABLE studies (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      study TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE study_runs (
      study INTEGER NOT NULL REFERENCES studies,
      arm TEXT NOT NULL,
      seed INTEGER NOT NULL,
      run INTEGER NOT NULL UNIQUE REFERENCES runs,
      PRIMARY KEY (study, arm, seed)
    ) STRICT, WITHOUT ROWID;
  `,
};
