/**
 * One run, epoch by epoch:
 *
 *   ledger --plan()--> plan --shuffle--> batches (prepared ahead by the data source)
 *     --learner: forward, per-sample loss, backward, update--> facts --> ledger
 *   end of epoch: forward-only refresh of plan.refresh --> ledger --> evaluate on the test split
 *   --> epoch record and columns --> recorded --> checkpoint --> next epoch
 *
 * Nothing of the machine is in here: pixels, tensors, clock, record and checkpoint are handed in.
 */
import { MikkeError } from '../core/errors/error.ts';
import type { HidingPolicy } from '../core/hiding/policy.ts';
import { hidingPolicies } from '../core/hiding/registry.ts';
import { packFlags, packIndices } from '../core/ledger/bits.ts';
import { credit, type Ledger, type SampleFacts } from '../core/ledger/ledger.ts';
import { randomStream, shuffle } from '../core/random/stream.ts';
import { settingsAt, type Recipe } from '../core/recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../core/record/run.ts';
import { course } from '../core/schedule/course.ts';
import { evaluate } from '../core/schedule/evaluate.ts';
import type { FullSchedule } from '../core/schedule/schedule.ts';
import type { DataSource, Split } from './data-source.ts';
import type { Learner } from './learner.ts';

export type Part = 'train' | 'refresh' | 'evaluate';

/** How far an epoch is; sent for every batch. */
export type Progress = { epoch: number; part: Part; done: number; total: number };

export type Run = {
  recipe: Recipe;
  schedule: FullSchedule;
  /** The first epoch to train: 0, or the one after a checkpoint. */
  firstEpoch: number;
  ledger: Ledger;
  data: DataSource;
  learner: Learner;
  /** Resolves when the epoch is safe in the project. */
  record(record: EpochRecord, columns: EpochColumns): Promise<void>;
  checkpoint(epoch: number): Promise<void>;
  progress(progress: Progress): void;
  /** Seconds of a monotonic clock. */
  now(): number;
  stopRequested(): boolean;
};

/**
 * Trains to the recipe's last epoch, or until a stop is requested (an epoch that was begun is dropped).
 * @throws loss-not-finite, everything-hidden, and whatever the parts handed in throw
 */
export async function trainRun(run: Run): Promise<'finished' | 'stopped'> {
  const { recipe, schedule, ledger, data, learner } = run;
  const policy = hidingPolicies[recipe.policy] as HidingPolicy;
  const passes = course(schedule, recipe.epochs, data);

  for (let epoch = run.firstEpoch; epoch < passes.length; epoch++) {
    const { from, to, at, view } = passes[epoch];
    const settings = settingsAt(recipe, schedule, at);
    const random = (purpose: string) => randomStream({ seed: recipe.seed, purpose, epoch });
    const clock = stopwatch(run.now);

    const hideFraction = evaluate(schedule.tracks.hideFraction, at);
    const plan = policy.plan({
      epoch,
      epochs: passes.length,
      ledger,
      hideFraction,
      settings,
      match: recipe.match,
      random,
    });
    if (plan.train.length === 0) {
      throw new MikkeError('everything-hidden', {
        epoch,
        samples: ledger.size,
        fraction: hideFraction,
      });
    }
    for (const sample of plan.hidden) ledger.timesHidden[sample]++;
    const order = shuffle(plan.train.slice(), random('order'));
    const seconds = { score: 0, plan: clock.lap(), train: 0, refresh: 0, evaluate: 0, record: 0 };

    let step = 0;
    let learningRateSum = 0;
    const steps = Math.ceil(order.length / settings.batch);
    for await (const batch of batches('train', order, 'train')) {
      const position = from + ((to - from) * step) / steps;
      const applied = evaluate(schedule.tracks.learningRate, position) * plan.learningRateFactor;
      creditOrThrow(batch.samples, await learner.step(batch, applied));
      learningRateSum += applied;
      step++;
    }
    seconds.train = clock.lap();

    for await (const batch of batches('train', plan.refresh, 'refresh')) {
      creditOrThrow(batch.samples, await learner.forward(batch));
    }
    seconds.refresh = clock.lap();

    const test = { loss: 0, correct: 0 };
    const everyTestSample = Uint32Array.from({ length: data.count.test }, (_, i) => i);
    for await (const batch of batches('test', everyTestSample, 'evaluate')) {
      const facts = await learner.forward(batch);
      batch.labels.forEach((label, i) => {
        if (!Number.isFinite(facts.loss[i])) throw lossNotFinite('test', batch.samples[i]);
        test.loss += facts.loss[i];
        test.correct += facts.predicted[i] === label ? 1 : 0;
      });
    }
    seconds.evaluate = clock.lap();

    if (run.stopRequested()) return 'stopped';
    await run.record(
      {
        epoch,
        at,
        trainLoss: sum(ledger.loss) / ledger.size,
        trainAccuracy: sum(ledger.correct) / ledger.size,
        testLoss: test.loss / data.count.test,
        testAccuracy: test.correct / data.count.test,
        scheduledHideFraction: plan.scheduledHideFraction,
        realisedHideFraction: plan.hidden.length / ledger.size,
        hidden: plan.hidden.length,
        movedBack: plan.movedBack.length,
        learningRateFactor: plan.learningRateFactor,
        learningRate: learningRateSum / steps,
        forwardSamples: plan.train.length + plan.refresh.length,
        backwardSamples: plan.train.length,
        viewHeight: view.height,
        viewWidth: view.width,
        magnitude: recipe.augment === 'randaugment' ? settings.magnitude : null,
        batchSize: settings.batch,
        seconds,
      },
      {
        loss: ledger.loss,
        confidence: ledger.confidence,
        predicted: ledger.predicted,
        correct: packFlags(ledger.correct),
        hidden: packIndices(plan.hidden, ledger.size),
        movedBack: packIndices(plan.movedBack, ledger.size),
      },
    );
    await run.checkpoint(epoch);

    function creditOrThrow(samples: Uint32Array, facts: SampleFacts): void {
      const sample = credit(ledger, samples, data.trainLabels, facts);
      if (sample !== -1) throw lossNotFinite('training', sample);
    }

    function lossNotFinite(split: string, sample: number) {
      return new MikkeError('loss-not-finite', { epoch, sample: `${split} sample ${sample}` });
    }

    /** The batches of `order` until a stop is requested, each reported once it is done. */
    async function* batches(split: Split, order: Uint32Array, part: Part) {
      let done = 0;
      for await (const batch of data.batches(split, order, settings.batch)) {
        if (run.stopRequested()) return;
        yield batch;
        done += batch.samples.length;
        run.progress({ epoch, part, done, total: order.length });
      }
    }
  }
  return 'finished';
}

/** Each lap is the seconds since the last one. */
function stopwatch(now: () => number) {
  let last = now();
  return {
    lap(): number {
      const since = now() - last;
      last += since;
      return since;
    },
  };
}

function sum(values: Float32Array | Uint8Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
