/** A run without tensors: the real policies over made-up facts, the same for the same recipe. */
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { packFlags, packIndices } from '../../src/core/ledger/bits.ts';
import { credit, newLedger } from '../../src/core/ledger/ledger.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../../src/core/record/run.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';

export const CLASSES = 10;

export const fakeLabels = (size: number) =>
  Uint16Array.from({ length: size }, (_, sample) => (sample * 7 + (sample >> 4)) % CLASSES);

export type FakeEpoch = { record: EpochRecord; columns: EpochColumns };

/** Yields the run's epochs, one after the other, as far as they are asked for. */
export function* fakeEpochs(recipe: Recipe, size: number): Generator<FakeEpoch, void> {
  const labels = fakeLabels(size);
  const ledger = newLedger(size, CLASSES);
  const { hideFraction, learningRate } = fullSchedule(recipe).tracks;
  const all = Uint32Array.from({ length: size }, (_, sample) => sample);
  const difficulty = randomStream({ seed: 7, purpose: 'difficulty' });
  const hard = Float32Array.from(all, () => difficulty.float() ** 3);

  for (let epoch = 0; epoch < recipe.epochs; epoch++) {
    const random = (purpose: string) => randomStream({ seed: recipe.seed, purpose, epoch });
    const plan = hidingPolicies[recipe.policy].plan({
      epoch,
      epochs: recipe.epochs,
      match: recipe.match,
      ledger,
      hideFraction: evaluate(hideFraction, epoch),
      settings: recipe,
      random,
    });
    for (const sample of plan.hidden) ledger.timesHidden[sample]++;

    const progress = 1 - Math.exp((-4 * (epoch + 1)) / (recipe.epochs + 6));
    const draw = random('facts');
    const facts = {
      loss: new Float32Array(size),
      confidence: new Float32Array(size),
      predicted: new Int32Array(size),
    };
    for (const sample of all) {
      const margin = -0.6 + 8 * progress * (0.85 - hard[sample]) + draw.normal() * 0.7;
      const right = 1 / (1 + Math.exp(-margin));
      const isRight = right >= 0.4;
      facts.loss[sample] = -Math.log(Math.max(right, 1e-6));
      facts.confidence[sample] = isRight ? right : 1 - right;
      facts.predicted[sample] = isRight
        ? labels[sample]
        : (labels[sample] + 1 + (sample % 9)) % CLASSES;
    }
    credit(ledger, all, labels, facts);

    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value, 0) / size;
    const trainLoss = mean(ledger.loss);
    const trainAccuracy = mean(ledger.correct);
    const wave = draw.normal();
    const share = plan.train.length / size;
    yield {
      record: {
        epoch,
        at: epoch,
        trainLoss,
        trainAccuracy,
        testLoss: trainLoss * 1.06 + 0.02 + 0.01 * Math.abs(wave),
        testAccuracy: Math.min(1, Math.max(0, trainAccuracy - 0.012 - 0.004 * wave)),
        scheduledHideFraction: plan.scheduledHideFraction,
        realisedHideFraction: plan.hidden.length / size,
        hidden: plan.hidden.length,
        movedBack: plan.movedBack.length,
        learningRateFactor: plan.learningRateFactor,
        learningRate: evaluate(learningRate, epoch + 0.5) * plan.learningRateFactor,
        forwardSamples: size,
        backwardSamples: plan.train.length,
        ...{
          forwardPixels: size * 784,
          backwardPixels: plan.train.length * 784,
          viewHeight: 28,
          viewWidth: 28,
          magnitude: null,
          batchSize: recipe.batch,
        },
        seconds: {
          score: 0,
          train: 14 * share + 0.4 * Math.abs(wave),
          refresh: 4 * (1 - share),
          evaluate: 1.6,
          plan: 0.01,
          record: 0.12,
        },
      },
      columns: {
        loss: ledger.loss.slice(),
        confidence: ledger.confidence.slice(),
        predicted: ledger.predicted.slice(),
        correct: packFlags(ledger.correct),
        hidden: packIndices(plan.hidden, size),
        movedBack: packIndices(plan.movedBack, size),
      },
    };
  }
}
