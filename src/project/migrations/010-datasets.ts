import type { Migration } from './migration.ts';

export const datasets: Migration = {
  number: 10,
  sql: `
    CREATE TABLE datasets (
      id INTEGER PRIMARY KEY,
      record TEXT NOT NULL,
      fingerprint TEXT NOT NULL GENERATED ALWAYS AS (record ->> '$.fingerprint') VIRTUAL,
      source TEXT NOT NULL GENERATED ALWAYS AS (record -> '$.source') VIRTUAL
    ) STRICT;
    CREATE UNIQUE INDEX dataset_by_content ON datasets (fingerprint, source);

    CREATE TABLE dataset_columns (
      dataset INTEGER NOT NULL REFERENCES datasets,
      field TEXT NOT NULL,
      chunk INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (dataset, field, chunk)
    ) STRICT;

    CREATE TABLE atlases (
      dataset INTEGER NOT NULL REFERENCES datasets,
      number INTEGER NOT NULL,
      png BLOB NOT NULL,
      PRIMARY KEY (dataset, number)
    ) STRICT;
  `,
};
