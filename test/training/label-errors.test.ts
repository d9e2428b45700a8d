/** Labels that were flipped on purpose stand first in both rankings of likely label errors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldsOf } from '../../src/core/labels/folds.ts';
import { newLedger } from '../../src/core/ledger/ledger.ts';
import { fullSchedule, parseRecipe } from '../../src/core/recipe/recipe.ts';
import { importDataset } from '../../src/dataset/import.ts';
import { openDataSource } from '../../src/dataset/source/data-source.ts';
import { prepareEngine } from '../../src/engine/engine.ts';
import { addEpoch, newTally, runColumnOf } from '../../src/project/tally.ts';
import { judgeFold } from '../../src/training/cross-validate.ts';
import { trainRun } from '../../src/training/loop.ts';
import { createLearner } from '../../src/training/tfjs-learner.ts';
import { areaUnderCurve, flipLabels } from '../support/flipped-labels.ts';
import { shapes, writeShapes } from '../support/idx-folder.ts';

const TRAIN = 300;
const FOLDS = 2;
const LABELS_BEGIN = 8;

test('both rankings find flipped labels far better than chance', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-flipped-'));
  try {
    writeShapes(folder, TRAIN, 20);
    const { labels } = shapes(TRAIN, 1);
    const flipped = flipLabels(labels.subarray(LABELS_BEGIN), 0.05, 3);
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), labels);

    const recipe = parseRecipe({
      ...{ dataset: folder, model: 'resnet8', width: 2, batch: 16, epochs: 2, lr: 0.1 },
      ...{ policy: 'none', seed: 1 },
    });
    const { record } = await importDataset(recipe);
    await prepareEngine('wasm');
    const data = await openDataSource(record);
    const newLearner = (seed: number) =>
      createLearner({
        ...{ model: recipe.model, width: recipe.width, seed, momentum: recipe.momentum },
        ...{ nesterov: recipe.nesterov, weightDecay: recipe.weightDecay, classes: 3 },
        ...{ imageHeight: data.height, imageWidth: data.width, channels: data.channels },
      });
    const common = { newLearner, progress: () => undefined, now: () => 0 };

    const tally = newTally(TRAIN);
    await trainRun({
      ...{ recipe, schedule: fullSchedule(recipe), revisions: [], firstEpoch: 0, prelude: null },
      ...{ ledger: newLedger(TRAIN, 3), data, learner: newLearner(1), ...common },
      record(_, columns) {
        addEpoch(tally, structuredClone(columns));
        return Promise.resolve([]);
      },
      checkpoint: () => Promise.resolve(),
      stopRequested: () => false,
    });

    const held = new Float32Array(TRAIN);
    const folds = foldsOf(data.trainLabels, FOLDS, recipe.seed);
    for (let fold = 0; fold < FOLDS; fold++) {
      const judged = await judgeFold({
        ...{ recipe, data, folds: FOLDS, fold, ...common, stopRequested: () => false },
      });
      const samples = [...folds.keys()].filter((sample) => folds[sample] === fold);
      samples.forEach((sample, place) => (held[sample] = judged?.labelMargin[place] ?? NaN));
    }
    await data.close();

    const areas = {
      'cross-validated': areaUnderCurve(held, flipped),
      'training dynamics': areaUnderCurve(runColumnOf(tally, 'margin'), flipped),
    };
    console.log('AUC of label errors:', areas);
    for (const [ranking, area] of Object.entries(areas)) {
      expect(area, ranking).toBeGreaterThan(0.9);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);

test('the area is 1 for who finds all first, 0 for who finds them last, and a half for equals', () => {
  const flipped = Uint32Array.of(1, 3);
  expect(areaUnderCurve([5, 1, 7, 2], flipped)).toBe(1);
  expect(areaUnderCurve([1, 5, 2, 7], flipped)).toBe(0);
  expect(areaUnderCurve([4, 4, 4, 4], flipped)).toBe(0.5);
  expect(areaUnderCurve([1, 0, 3, 2], flipped)).toBe(0.75);
});
