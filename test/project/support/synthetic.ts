/** Data sets, epochs and columns that follow from their numbers, so that every answer can be checked. */
import { createHash } from 'node:crypto';
import { packFlags } from '../../../src/core/ledger/bits.ts';
import { newPredicted } from '../../../src/core/ledger/ledger.ts';
import { defaultRecipe, fullSchedule } from '../../../src/core/recipe/recipe.ts';
import type { ImportedDataset } from '../../../src/core/record/dataset.ts';
import type { EpochColumns, EpochRecord } from '../../../src/core/record/run.ts';
import type { Project } from '../../../src/project/project.ts';

export function syntheticDataset(trainCount: number, classes = 10, testCount = 5): ImportedDataset {
  const samples = trainCount + testCount;
  return {
    record: {
      name: 'synthetic',
      source: {
        importer: 'idx',
        folder: '/somewhere',
        files: { trainImages: 'a', trainLabels: 'b', testImages: 'c', testLabels: 'd' },
        limit: null,
        testLimit: null,
        dataSeed: 0,
      },
      fingerprint: createHash('sha256').update(`${trainCount} ${classes}`).digest('hex'),
      height: 28,
      width: 28,
      channels: 1,
      classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
      trainCount,
      testCount,
      pixelMean: [0.13],
      pixelStd: [0.3],
    },
    labels: Uint16Array.from({ length: samples }, (_, i) => (i * 7) % classes),
    contentIds: Uint8Array.from({ length: samples * 16 }, (_, i) => (i * 31) & 0xff),
    sourceIndex: Uint32Array.from({ length: samples }, (_, i) => i * 3),
  };
}

export function syntheticColumns(samples: number, epoch: number, classes = 10): EpochColumns {
  const predicted = newPredicted(samples, classes);
  for (let i = 0; i < samples; i++)
    predicted[i] = (i * 7 + ((i + epoch) % 3 === 0 ? 1 : 0)) % classes;
  const flags = (of: (sample: number) => boolean) =>
    packFlags(Uint8Array.from({ length: samples }, (_, i) => Number(of(i))));
  return {
    loss: Float32Array.from({ length: samples }, (_, i) => ((i % 97) + 1) / (epoch + 2)),
    confidence: Float32Array.from({ length: samples }, (_, i) => 1 / (1 + ((i + epoch) % 13))),
    predicted,
    correct: flags((i) => (i + epoch) % 3 !== 0),
    hidden: flags((i) => epoch > 0 && (i + epoch) % 4 === 0),
    movedBack: flags((i) => epoch > 0 && (i + epoch) % 5 === 0),
  };
}

export const syntheticRecord = (epoch: number): EpochRecord => ({
  epoch,
  at: epoch,
  trainLoss: 1 / (epoch + 1),
  trainAccuracy: 0.9,
  testLoss: 0.5,
  testAccuracy: 0.8,
  scheduledHideFraction: 0.3,
  realisedHideFraction: 0.2,
  hidden: 20 + epoch,
  movedBack: 10,
  learningRateFactor: 1.25,
  learningRate: 0.05,
  forwardSamples: 100,
  backwardSamples: 80,
  forwardPixels: 1200,
  backwardPixels: 960,
  viewHeight: 4,
  viewWidth: 3,
  magnitude: null,
  batchSize: 10,
  seconds: { score: 0, train: 1, refresh: 2, evaluate: 3, plan: 4, record: 0 },
});

const recipe = defaultRecipe();
export const syntheticRun = (dataset: number) => ({
  name: 'first',
  recipe,
  schedule: fullSchedule(recipe),
  dataset,
  versions: { mikke: '0.1.0' },
});

/** Adds a data set and a run of it; returns the run's id. */
export async function addRun(project: Project, samples: number, classes = 10): Promise<number> {
  const dataset = await project.addDataset(syntheticDataset(samples, classes));
  return project.createRun(syntheticRun(dataset));
}

export async function recordEpochs(
  project: Project,
  run: number,
  samples: number,
  epochs: number,
  classes = 10,
): Promise<void> {
  for (let epoch = 0; epoch < epochs; epoch++) {
    await project.recordEpoch(
      run,
      syntheticRecord(epoch),
      syntheticColumns(samples, epoch, classes),
    );
  }
}

/** Columns as short texts, since comparing long arrays number by number takes a while. */
export const digestsOf = (columns: EpochColumns): Record<string, string> =>
  Object.fromEntries(
    Object.entries(columns).map(([field, values]) => [
      field,
      `${values.constructor.name} ${createHash('sha256').update(values).digest('hex')}`,
    ]),
  );
