/** The design load: ImageNet's 1,281,167 training samples in 1000 classes, and runs over them that nobody trained. */
import { kakurenbo } from '../../src/core/hiding/kakurenbo.ts';
import { packFlags, packIndices } from '../../src/core/ledger/bits.ts';
import { newLedger, type Ledger } from '../../src/core/ledger/ledger.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import { defaultRecipe, fullSchedule } from '../../src/core/recipe/recipe.ts';
import { CONTENT_ID_BYTES, type DatasetRecord } from '../../src/core/record/dataset.ts';
import type { EpochColumns, EpochRecord } from '../../src/core/record/run.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';

export const SAMPLES = 1_281_167;
export const CLASSES = 1000;
export const EPOCHS = 90;

const drawLabel = randomStream({ seed: 1, purpose: 'labels' });
export const labels = Uint16Array.from({ length: SAMPLES }, () => drawLabel.below(CLASSES));

const recipe = { ...defaultRecipe(), epochs: EPOCHS };
const schedule = fullSchedule(recipe);
export const newRun = (name: string, dataset: number) => ({
  ...{ name, dataset, recipe, schedule, versions: {} },
});

/** A data set without files. */
export const imagenet = (shape: Pick<DatasetRecord, 'height' | 'width' | 'channels'>) => ({
  record: {
    name: 'synthetic',
    source: {
      importer: 'idx' as const,
      folder: '/nowhere',
      files: { trainImages: 'a', trainLabels: 'b', testImages: 'c', testLabels: 'd' },
      ...{ limit: null, testLimit: null, dataSeed: 0 },
    },
    fingerprint: '0'.repeat(64),
    ...shape,
    classNames: Array.from({ length: CLASSES }, (_, i) => String(i)),
    ...{ trainCount: SAMPLES, testCount: 0 },
    pixelMean: Array.from({ length: shape.channels }, () => 0.5),
    pixelStd: Array.from({ length: shape.channels }, () => 0.25),
  },
  labels,
  contentIds: new Uint8Array(SAMPLES * CONTENT_ID_BYTES),
  sourceIndex: Uint32Array.from(labels.keys()),
});

/** How hard each sample is to learn, from 0; one in thirty is never learned. */
function difficulties(): Float32Array {
  const random = randomStream({ seed: 1, purpose: 'difficulty' });
  return Float32Array.from(labels, () => {
    const hard = random.float();
    return random.below(30) === 0 ? 3 : 1.2 * hard;
  });
}

/** What a model might say in an epoch: easy samples are right first, seven in eight at last. */
function learn(ledger: Ledger, epoch: number, seed: number, difficulty: Float32Array): void {
  const random = randomStream({ seed, purpose: 'facts', epoch });
  const skill = 1.15 * (1 - Math.exp(-(epoch + 1) / 12));
  for (let i = 0; i < ledger.size; i++) {
    // A sum of uniform numbers is near enough to normal here, and ten times as quick.
    const noise = (random.float() + random.float() + random.float() - 1.5) * 0.5;
    const margin = skill - difficulty[i] + noise;
    if (margin > 0) {
      const confidence = 1 / (1 + Math.exp(-0.3 - 4 * margin));
      ledger.confidence[i] = confidence;
      ledger.loss[i] = -Math.log(confidence);
      ledger.predicted[i] = labels[i];
      ledger.correct[i] = 1;
    } else {
      ledger.confidence[i] = 0.2 + 0.6 * random.float();
      ledger.loss[i] = 1 + 2.5 * Math.abs(margin) + random.float();
      ledger.predicted[i] = (labels[i] + 1 + random.below(CLASSES - 1)) % CLASSES;
      ledger.correct[i] = 0;
    }
  }
}

export type Epoch = { record: EpochRecord; columns: EpochColumns; hidden: Uint32Array };

/** The epochs of a run, each hidden by KAKURENBO's rule; the next one reuses the memory of the columns. */
export function* epochsOf(
  seed: number,
  timePlan: <T>(plan: () => T) => T = (plan) => plan(),
): Generator<Epoch> {
  const difficulty = difficulties();
  const ledger = newLedger(SAMPLES, CLASSES);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const hideFraction = evaluate(schedule.tracks.hideFraction, epoch);
    const random = (purpose: string) => randomStream({ seed, purpose, epoch });
    const plan = timePlan(() =>
      kakurenbo.plan({
        ...{ epoch, epochs: EPOCHS, ledger, hideFraction, random },
        ...{ settings: recipe, match: null },
      }),
    );
    learn(ledger, epoch, seed, difficulty);
    const accuracy = ledger.correct.reduce((sum, right) => sum + right, 0) / SAMPLES;
    yield {
      columns: {
        loss: ledger.loss,
        confidence: ledger.confidence,
        predicted: ledger.predicted,
        correct: packFlags(ledger.correct),
        hidden: packIndices(plan.hidden, SAMPLES),
        movedBack: packIndices(plan.movedBack, SAMPLES),
      },
      hidden: plan.hidden,
      record: {
        ...{ epoch, at: epoch, trainLoss: 1, trainAccuracy: accuracy },
        ...{ testLoss: 1, testAccuracy: accuracy },
        scheduledHideFraction: plan.scheduledHideFraction,
        realisedHideFraction: plan.hidden.length / SAMPLES,
        hidden: plan.hidden.length,
        movedBack: plan.movedBack.length,
        learningRateFactor: plan.learningRateFactor,
        learningRate: 0.1,
        forwardSamples: SAMPLES,
        backwardSamples: SAMPLES - plan.hidden.length,
        ...{ forwardPixels: 1, backwardPixels: 1, viewHeight: 224, viewWidth: 224 },
        ...{ magnitude: null, batchSize: 256 },
        seconds: { score: 0, train: 1, refresh: 1, evaluate: 1, plan: 1, record: 0 },
      },
    };
  }
}
