import type { Migration } from './migration.ts';

/** A row of views is a filter and an order of the gallery, as JSON, under a name of its own. */
export const savedViews: Migration = {
  number: 90,
  sql: `
    CREATE TABLE views (
      name TEXT NOT NULL PRIMARY KEY,
      view TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
