/** Replays recorded runs. It is long, so whoever asks for something else meanwhile is answered first. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkRecipe, fullSchedule, type Recipe } from '../core/recipe/recipe.ts';
import type { DatasetRecord } from '../core/record/dataset.ts';
import type { EpochColumns, EpochRecord, RunRecord } from '../core/record/run.ts';
import { revisionsFor } from '../core/schedule/revision.ts';
import {
  replay,
  simulationOf,
  type SimulatedEpoch,
  type Simulation,
} from '../core/simulate/simulate.ts';

/** Whom an epoch of a replay hides and moves back, and whom the run itself did; ascending, or bitsets. */
export type SimulatedSamples = {
  hidden: Uint32Array;
  movedBack: Uint32Array;
  recorded: Pick<EpochColumns, 'hidden' | 'movedBack'>;
};

type History = {
  run(id: number): RunRecord;
  dataset(id: number): DatasetRecord;
  epochs(run: number): EpochRecord[];
  columns(run: number, epoch: number): EpochColumns;
};

export const simulating = (history: History) => ({
  async simulate(
    run: number,
    recipe: Recipe,
    detail: number | null,
  ): Promise<Simulation & { samples: SimulatedSamples | null }> {
    const recorded = history.run(run);
    const { trainCount, classNames, height, width } = history.dataset(recorded.dataset);
    const shape = { height, width };
    const revisions = revisionsFor(fullSchedule(recipe), recorded);
    checkRecipe(recipe, trainCount, shape, revisions);
    const data = { samples: trainCount, classes: classNames.length, shape };
    const replayed = replay(recipe, data, revisions);
    const epochs: SimulatedEpoch[] = [];
    let samples: SimulatedSamples | null = null;
    for (const record of history.epochs(run).slice(0, replayed.passes)) {
      await nextTurn();
      const columns = history.columns(run, record.epoch);
      const { epoch, plan } = replayed.next(record, columns);
      epochs.push(epoch);
      if (record.epoch === detail) {
        const { hidden, movedBack } = columns;
        samples = {
          hidden: plan.hidden,
          movedBack: plan.movedBack,
          recorded: { hidden, movedBack },
        };
      }
    }
    return { ...simulationOf(recorded.recipe.policy, recipe.policy, epochs), samples };
  },
});
