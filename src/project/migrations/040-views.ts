import type { Migration } from './migration.ts';

/**
 * What an epoch showed, and when on the schedule's clock. Epochs of before showed whole images, one
 * after the other, in batches of the recipe's size. A schedule keeps every track that a run
 * follows; the tracks that are new then held what the recipe says, or what every run did.
 */
export const views: Migration = {
  number: 40,
  sql: `
    ALTER TABLE epochs ADD COLUMN at REAL NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN view_height INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN view_width INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN forward_pixels INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN backward_pixels INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN magnitude REAL;
    ALTER TABLE epochs ADD COLUMN batch_size INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE epochs ADD COLUMN score_seconds REAL NOT NULL DEFAULT 0;

    UPDATE epochs SET
      at = epoch,
      (view_height, view_width, batch_size) = (
        SELECT
          datasets.record ->> '$.height',
          datasets.record ->> '$.width',
          coalesce(runs.recipe ->> '$.batch', 64)
        FROM runs JOIN datasets ON datasets.id = runs.dataset
        WHERE runs.id = epochs.run
      );
    UPDATE epochs SET
      forward_pixels = forward_samples * view_height * view_width,
      backward_pixels = backward_samples * view_height * view_width;

    UPDATE runs SET schedule = json_set(
      schedule,
      '$.tracks.bandwidth', json('[{"at":0,"value":1,"easing":"hold"}]'),
      '$.tracks.magnitude', json('[{"at":0,"value":0,"easing":"hold"}]'),
      '$.tracks.mixup', json('[{"at":0,"value":0,"easing":"hold"}]'),
      '$.tracks.tau', json_array(json_object(
        'at', 0, 'value', coalesce(recipe ->> '$.tau', 0.7), 'easing', 'hold'
      )),
      '$.tracks.batchSize', json_array(json_object(
        'at', 0, 'value', coalesce(recipe ->> '$.batch', 64), 'easing', 'hold'
      ))
    );
  `,
};
