import type { Migration } from './migration.ts';

/**
 * A row of run_features is what the last layer of a finished run is given of 16,384 samples
 * (core/record/features.ts): their scales, then their values. Rows come one after the other, and
 * features count only when the last one is there.
 *
 * A row of judged_folds is what a model that was trained without a fold says of its labels; a fold is
 * of the training samples, divided by a number of folds and the run's seed. They stay when all are
 * there, so that nobody trains for the same answer twice.
 */
export const features: Migration = {
  number: 100,
  sql: `
    CREATE TABLE run_features (
      run INTEGER NOT NULL REFERENCES runs,
      chunk INTEGER NOT NULL,
      dims INTEGER NOT NULL,
      checksum INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, chunk)
    ) STRICT;

    CREATE TABLE judged_folds (
      run INTEGER NOT NULL REFERENCES runs,
      folds INTEGER NOT NULL,
      epochs INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      engine TEXT NOT NULL,
      checksum INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run, folds, epochs, fold)
    ) STRICT;
  `,
};
