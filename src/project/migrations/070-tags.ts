import type { Migration } from './migration.ts';

/**
 * A tag is one bit a sample of a data-set version, packed (stores/packed-bits.ts); one that is on no
 * sample has no row. A row of sample_edits is one change: of a tag, by the bits that it turned over,
 * or of a note. Those that were undone are the last of their data set. The values of a score are in
 * dataset_columns. A data set's row in sample_versions counts the changes of all of these.
 */
export const tags: Migration = {
  number: 70,
  sql: `
    CREATE TABLE tags (
      dataset INTEGER NOT NULL REFERENCES datasets,
      name TEXT NOT NULL,
      count INTEGER NOT NULL,
      bits BLOB NOT NULL,
      PRIMARY KEY (dataset, name)
    ) STRICT;

    CREATE TABLE notes (
      dataset INTEGER NOT NULL REFERENCES datasets,
      sample INTEGER NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (dataset, sample)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sample_edits (
      id INTEGER PRIMARY KEY,
      dataset INTEGER NOT NULL REFERENCES datasets,
      undone INTEGER NOT NULL DEFAULT 0,
      edit TEXT NOT NULL,
      changed BLOB,
      edited_at TEXT NOT NULL,
      edited_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sample_edit_by_dataset ON sample_edits (dataset, undone, id);

    CREATE TABLE scores (
      dataset INTEGER NOT NULL REFERENCES datasets,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      PRIMARY KEY (dataset, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sample_versions (
      dataset INTEGER PRIMARY KEY REFERENCES datasets,
      version INTEGER NOT NULL
    ) STRICT;
  `,
};
