import type { Migration } from './migration.ts';

export const runs: Migration = {
  number: 20,
  sql: `
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      notes TEXT NOT NULL DEFAULT '',
      status TEXT NOT NULL,
      recipe TEXT NOT NULL,
      schedule TEXT NOT NULL,
      dataset INTEGER NOT NULL REFERENCES datasets,
      engine TEXT,
      versions TEXT NOT NULL,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX run_by_status ON runs (status);

    CREATE TABLE epochs (
      run INTEGER NOT NULL REFERENCES runs,
      epoch INTEGER NOT NULL,
      train_loss REAL NOT NULL,
      train_accuracy REAL NOT NULL,
      test_loss REAL NOT NULL,
      test_accuracy REAL NOT NULL,
      scheduled_hide_fraction REAL NOT NULL,
      realised_hide_fraction REAL NOT NULL,
      hidden INTEGER NOT NULL,
      moved_back INTEGER NOT NULL,
      learning_rate_factor REAL NOT NULL,
      learning_rate REAL NOT NULL,
      forward_samples INTEGER NOT NULL,
      backward_samples INTEGER NOT NULL,
      train_seconds REAL NOT NULL,
      refresh_seconds REAL NOT NULL,
      evaluate_seconds REAL NOT NULL,
      plan_seconds REAL NOT NULL,
      record_seconds REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE weights (
      run INTEGER PRIMARY KEY REFERENCES runs,
      checksum INTEGER NOT NULL,
      data BLOB NOT NULL
    ) STRICT;
  `,
};
