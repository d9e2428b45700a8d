import { expect, test } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';
import { databaseOf, insertEpoch, planOf, rowsOf } from '../support/database.ts';

const track = (value: number) => [{ at: 0, value, easing: 'hold' }];
const schedule = {
  version: 1,
  clock: 'epoch',
  tracks: { hideFraction: track(0.3), learningRate: track(0.1) },
};

/** A project of format 30 with a data set of 4 x 3 pixels, a run and two epochs of it. */
function before(recipe: Record<string, unknown>) {
  const database = databaseOf(30);
  database
    .prepare('INSERT INTO datasets (id, record) VALUES (1, ?)')
    .run(JSON.stringify({ fingerprint: 'f', source: {}, height: 4, width: 3 }));
  database
    .prepare(
      `INSERT INTO runs (name, status, recipe, schedule, dataset, versions, created_at)
       VALUES ('first', 'finished', ?, ?, 1, '{}', 't')`,
    )
    .run(JSON.stringify(recipe), JSON.stringify(schedule));
  insertEpoch(database, 0);
  insertEpoch(database, 1);
  return database;
}

test('epochs of before showed whole images, one epoch after the other, in batches of the recipe', () => {
  const database = before({ batch: 32 });
  const old = rowsOf(database, 'epochs') as { forward_samples: number; backward_samples: number }[];
  migrate(database, 40);
  expect(rowsOf(database, 'epochs')).toEqual(
    old.map((row, epoch) => ({
      ...row,
      at: epoch,
      view_height: 4,
      view_width: 3,
      forward_pixels: 12 * row.forward_samples,
      backward_pixels: 12 * row.backward_samples,
      magnitude: null,
      batch_size: 32,
      score_seconds: 0,
    })),
  );
});

test('schedules of before have the tracks that are new, by the recipe or its defaults', () => {
  const schedules = [{ batch: 32, tau: 0.5 }, {}].map((recipe) => {
    const database = before(recipe);
    migrate(database, 40);
    const [{ schedule }] = rowsOf(database, 'runs') as { schedule: string }[];
    return JSON.parse(schedule) as unknown;
  });
  const expected = (batch: number, tau: number) => ({
    ...schedule,
    tracks: {
      ...schedule.tracks,
      bandwidth: track(1),
      magnitude: track(0),
      tau: track(tau),
      batchSize: track(batch),
      mixup: track(0),
    },
  });
  expect(schedules).toEqual([expected(32, 0.5), expected(64, 0.7)]);
});

test('the epochs of a run are still found by their key', () => {
  const sql = 'SELECT view_height FROM epochs WHERE run = ? ORDER BY epoch';
  expect(planOf(databaseOf(40), sql)[0]).toContain('PRIMARY KEY (run=?)');
});
