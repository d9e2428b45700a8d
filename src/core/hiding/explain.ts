import { hasBit } from '../ledger/bits.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { settingsAt } from '../recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../record/run.ts';
import type { FullSchedule } from '../schedule/schedule.ts';
import type { Explanation, SampleState } from './policy.ts';
import { hidingPolicies } from './registry.ts';

/** Why a sample was or was not hidden in an epoch. O(N), where a rank is asked for. */
export function explain({
  sample,
  recipe,
  schedule,
  record,
  columns,
  before,
}: {
  sample: number;
  recipe: Recipe;
  schedule: FullSchedule;
  record: Pick<EpochRecord, 'epoch' | 'at' | 'scheduledHideFraction' | 'hidden'>;
  columns: Pick<EpochColumns, 'loss' | 'hidden' | 'movedBack'>;
  /** Of the epoch before; null at epoch 0, before which nothing was forwarded. */
  before: Pick<EpochColumns, 'loss' | 'confidence' | 'correct'> | null;
}): Explanation & { state: SampleState } {
  const state: SampleState = hasBit(columns.hidden, sample)
    ? 'hidden'
    : hasBit(columns.movedBack, sample)
      ? 'movedBack'
      : 'trained';
  const { epoch, scheduledHideFraction, hidden } = record;
  const explanation = hidingPolicies[recipe.policy].explain({
    sample,
    state,
    samples: columns.loss.length,
    epoch,
    scheduledHideFraction,
    hidden,
    settings: settingsAt(recipe, schedule, record.at),
    match: recipe.match,
    before,
  });
  return { state, ...explanation };
}
