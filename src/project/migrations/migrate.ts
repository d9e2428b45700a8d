import { renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { datasets } from './010-datasets.ts';
import { runs } from './020-runs.ts';
import { columns } from './030-columns.ts';
import { views } from './040-views.ts';
import { studies } from './050-studies.ts';
import { revisions } from './060-revisions.ts';
import { tags } from './070-tags.ts';
import { savedViews } from './090-saved-views.ts';
import { features } from './100-features.ts';
import { thumbnails } from './110-thumbnails.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  datasets,
  runs,
  columns,
  views,
  studies,
  revisions,
  tags,
  savedViews,
  features,
  thumbnails,
];

/** The file format that this Mikke writes. */
export const ownVersion = Math.max(...migrations.map(({ number }) => number));

export const fileVersion = (database: Database.Database): number =>
  database.pragma('user_version', { simple: true }) as number;

/** Carries out the migrations that the file lacks, up to `version`, all of them or none. */
export function migrate(database: Database.Database, version: number = ownVersion): void {
  database
    .transaction(() => {
      const from = fileVersion(database);
      for (const { number, sql } of migrations) {
        if (number > from && number <= version) database.exec(sql);
      }
      database.pragma(`user_version = ${version}`);
    })
    .immediate();
}

/** Keeps a copy of the project beside it, under a name that says its format. */
export async function backUp(database: Database.Database, path: string): Promise<void> {
  const copy = `${path}-format-${fileVersion(database)}`;
  const unfinished = `${copy}-unfinished`;
  try {
    await database.backup(unfinished);
    renameSync(unfinished, copy);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
