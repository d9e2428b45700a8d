/** Runs as a window knows them, for tests of how they are shown. */
import { fullSchedule, parseRecipe, type Recipe } from '../../../src/core/recipe/recipe.ts';
import type { EpochRecord } from '../../../src/core/record/run.ts';
import type { RunDocument } from '../../../src/rpc/contract.ts';

export const epochRecord = (epoch: number, changes: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch,
  trainLoss: 0.5,
  trainAccuracy: 0.8,
  testLoss: 0.6,
  testAccuracy: 0.7,
  scheduledHideFraction: 0.3,
  realisedHideFraction: 0.2,
  hidden: 20,
  movedBack: 10,
  learningRateFactor: 1,
  learningRate: 0.1,
  forwardSamples: 100,
  backwardSamples: 80,
  at: 0,
  forwardPixels: 784 * (changes.forwardSamples ?? 100),
  backwardPixels: 784 * (changes.backwardSamples ?? 80),
  viewHeight: 28,
  viewWidth: 28,
  magnitude: null,
  batchSize: 64,
  seconds: { score: 0, train: 4, refresh: 1, evaluate: 2, plan: 0.5, record: 0.5 },
  ...changes,
});

type Changes = Partial<Omit<RunDocument, 'recipe' | 'epochs'>> & {
  recipe?: Partial<Recipe>;
  epochs?: number | EpochRecord[];
};

export function runDocument({
  recipe: settings = {},
  epochs = 0,
  ...rest
}: Changes = {}): RunDocument {
  const recipe = parseRecipe(settings);
  return {
    id: 1,
    name: 'a run',
    notes: '',
    status: 'finished',
    recipe,
    schedule: fullSchedule(recipe),
    revisions: [],
    plannedEpochs: recipe.epochs,
    dataset: 1,
    engine: null,
    versions: {},
    createdAt: '2026-11-20T08:00:00.000Z',
    finishedAt: null,
    error: null,
    epochs:
      typeof epochs === 'number'
        ? Array.from({ length: epochs }, (_, epoch) => epochRecord(epoch))
        : epochs,
    ...rest,
  };
}
