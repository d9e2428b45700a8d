import type { Recipe } from '../recipe/recipe.ts';
import { settingsAt } from '../recipe/recipe.ts';
import type { EpochRecord } from '../record/run.ts';
import type { FullSchedule } from '../schedule/schedule.ts';
import type { Explanation, ExplainInput, Place, SampleState } from './policy.ts';
import { hidingPolicies } from './registry.ts';
import { whole } from './words.ts';

/** What became of a sample in an epoch, and why. */
export type Explained = Explanation & {
  state: SampleState;
  /** What decides in such a run, as in "the lowest losses". */
  decides: string;
};

/** Why a sample was or was not hidden in an epoch. O(N), where a rank is asked for. */
export function explain({
  recipe,
  schedule,
  record,
  ...input
}: Pick<ExplainInput, 'sample' | 'state' | 'samples' | 'before'> & {
  recipe: Recipe;
  /** What the run followed in the epoch. */
  schedule: FullSchedule;
  record: Pick<EpochRecord, 'epoch' | 'at' | 'scheduledHideFraction' | 'hidden'>;
}): Explained {
  const { epoch, scheduledHideFraction, hidden } = record;
  const policy = hidingPolicies[recipe.policy];
  const explanation = policy.explain({
    ...input,
    ...{ epoch, scheduledHideFraction, hidden, match: recipe.match },
    settings: settingsAt(recipe, schedule, record.at),
  });
  return { ...explanation, state: input.state, decides: policy.decides };
}

/** How far a sample is from being hidden: "rank 412 of 3,000 candidates, 2,588 places from the edge". */
export function placeWords({ rank, samples, candidates }: Place): string {
  if (candidates === 0)
    return `rank ${whole(rank)} of ${whole(samples)}, and nobody is a candidate`;
  const places = (count: number) => `${whole(count)} ${count === 1 ? 'place' : 'places'}`;
  if (rank > candidates) {
    return `rank ${whole(rank)} of ${whole(samples)}, ${places(rank - candidates)} beyond the ${whole(candidates)} candidates`;
  }
  const inside = candidates - rank;
  return `rank ${whole(rank)} of ${whole(candidates)} candidates, ${inside === 0 ? 'the last of them' : `${places(inside)} from the edge`}`;
}
