/** Searches without training: accuracies are made up, and whoever asks is answered at once. */
import { nameOf, type Bandwidths } from '../../../src/core/search/bandwidths.ts';
import { searchPlanSchema, type SearchPlan } from '../../../src/core/search/plan.ts';
import { standingOf, type Standing, type Trial } from '../../../src/core/search/search.ts';

export const planOf = <Method extends SearchPlan['method']>(
  method: Method,
  given: Record<string, unknown> = {},
) =>
  searchPlanSchema.parse({ method, selectsOn: 'validation', ...given }) as Extract<
    SearchPlan,
    { method: Method }
  >;

/** Asks again after every trial, as a search is carried out; each run takes `seconds`. */
export function searched(
  plan: SearchPlan,
  accuracyOf: (bandwidths: Bandwidths) => number,
  { seeds = 1, seconds = 1 } = {},
): { trials: Trial[]; standings: Standing[]; end: Standing } {
  const trials: Trial[] = [];
  const standings: Standing[] = [];
  for (;;) {
    const standing = standingOf(plan, seeds, trials);
    standings.push(standing);
    if (standing.next === null) return { trials, standings, end: standing };
    trials.push({
      name: nameOf(standing.next),
      accuracy: accuracyOf(standing.next),
      ...{ runs: seeds, seconds: seeds * seconds },
    });
  }
}

/** Every point whose stages never shrink and whose last one is whole. */
export function everyPoint({ candidates, stages }: SearchPlan): Bandwidths[] {
  let points: number[][] = [[]];
  for (let stage = 0; stage < stages - 1; stage++) {
    points = points.flatMap((point) =>
      candidates.filter((side) => side >= (point.at(-1) ?? 0)).map((side) => [...point, side]),
    );
  }
  return points.map((point) => [...point, candidates[candidates.length - 1]]);
}
