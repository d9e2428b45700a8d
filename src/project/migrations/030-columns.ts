import type { Migration } from './migration.ts';

/**
 * A row of epoch_chunks is 16,384 samples in one epoch, all their fields in one blob
 * (columns/chunk.ts), since the end of each row fills its page only in part: six rows would waste
 * six times as much. `packed` says that the packer has been there; blocks begin at every
 * `block_bytes`, so that one can be read alone.
 */
export const columns: Migration = {
  number: 30,
  sql: `
    CREATE TABLE epoch_chunks (
      run INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      chunk INTEGER NOT NULL,
      packed INTEGER NOT NULL DEFAULT 0,
      block_bytes INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, epoch, chunk),
      FOREIGN KEY (run, epoch) REFERENCES epochs (run, epoch)
    ) STRICT;
    CREATE INDEX raw_epoch_chunk ON epoch_chunks (run, epoch, chunk) WHERE packed = 0;

    CREATE TABLE run_columns (
      run INTEGER NOT NULL REFERENCES runs,
      field TEXT NOT NULL,
      chunk INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, field, chunk)
    ) STRICT;
  `,
};
