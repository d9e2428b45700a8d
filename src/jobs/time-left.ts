import { forecast, operations, sizeOf } from '../core/forecast/forecast.ts';
import type { DatasetRecord } from '../core/record/dataset.ts';
import { shareOfEpoch } from '../core/record/progress.ts';
import type { RunRecord } from '../core/record/run.ts';
import type { TrainerEvent } from '../training/process/protocol.ts';

type Progress = Extract<TrainerEvent, { type: 'progress' }>;

/** What a pass over the data set takes before its plan and from there on, in pixel-operations. */
export type PassCost = { score: number; rest: number };

/** The costs of a run's passes, which differ where images grow, samples hide or models score first. */
export function passCosts(
  { recipe, schedule, revisions }: Pick<RunRecord, 'recipe' | 'schedule' | 'revisions'>,
  dataset: DatasetRecord,
): PassCost[] {
  const data = sizeOf(dataset);
  const evaluation = data.testSamples * data.shape.height * data.shape.width;
  return forecast(recipe, schedule, data, [], revisions).passes.map(({ amounts, scoring }) => {
    const score = operations(scoring.pixels);
    return { score, rest: operations(amounts.pixels) - score + evaluation };
  });
}

/** The share of all costs that is done, 0 … 1. */
export const shareDone = (progress: Progress, costs: readonly PassCost[]): number =>
  costDone(progress, costs) / costOf(costs);

/**
 * Seconds until a run is done, if its costs take as long as since `firstEpoch`, which began
 * `elapsed` seconds ago; null while nothing can be told.
 */
export function secondsLeft(
  progress: Progress,
  costs: readonly PassCost[],
  firstEpoch: number,
  elapsed: number,
): number | null {
  const before = costOf(costs.slice(0, firstEpoch));
  const done = costDone(progress, costs) - before;
  return done > 0 ? (elapsed * (costOf(costs) - before - done)) / done : null;
}

function costDone(progress: Progress, costs: readonly PassCost[]): number {
  const before = costOf(costs.slice(0, progress.epoch));
  const { score, rest } = costs[progress.epoch];
  const { part, done, total } = progress;
  if (part !== 'score') return before + score + rest * shareOfEpoch(progress);
  return before + (total === 0 ? 0 : (score * done) / total);
}

const costOf = (costs: readonly PassCost[]): number =>
  costs.reduce((sum, { score, rest }) => sum + score + rest, 0);
