/**
 * One run, epoch by epoch:
 *
 *   before epoch 0, for some policies: models of their own score every sample (prelude.ts)
 *   before an epoch, for some policies: losses or gradients of every sample
 *   ledger --plan()--> plan --shuffle--> batches (prepared ahead by the data source)
 *     --learner: view, forward, per-sample loss, backward, update--> facts --> ledger
 *   end of epoch: forward-only refresh of plan.refresh --> ledger --> evaluate on the test split
 *   --> epoch record and columns --> recorded --> checkpoint --> next epoch, along the schedule as it
 *   was revised until then
 *
 * Nothing of the machine is in here: pixels, tensors, clock, record and checkpoint are handed in.
 */
import { MikkeError } from '../core/errors/error.ts';
import type { HidingPolicy } from '../core/hiding/policy.ts';
import { hidingPolicies } from '../core/hiding/registry.ts';
import { allSamples } from '../core/hiding/select.ts';
import { packFlags, packIndices } from '../core/ledger/bits.ts';
import { meansOf } from '../core/ledger/ledger.ts';
import { shuffle } from '../core/random/stream.ts';
import { passesOf } from '../core/recipe/recipe.ts';
import { evaluate } from '../core/schedule/evaluate.ts';
import { scheduleAt } from '../core/schedule/revision.ts';
import { stepOptions } from './appearance.ts';
import { lookBeforePlan } from './before-plan.ts';
import { chooseInBatch } from './choose-in-batch.ts';
import { openEpoch, type Epoch } from './epoch.ts';
import { scoreSamples } from './prelude.ts';
import { openReplay } from './replay.ts';
import type { Run } from './run.ts';

/**
 * Trains to the schedule's last epoch, or until a stop is requested (an epoch that was begun is dropped).
 * @throws loss-not-finite, everything-hidden, and whatever the parts handed in throw
 */
export async function trainRun(run: Run): Promise<'finished' | 'stopped'> {
  const { recipe, ledger, data, learner } = run;
  const policy = hidingPolicies[recipe.policy];
  let { revisions } = run;
  let passes = passesOf(recipe, run.schedule, data, revisions);
  let prelude = run.prelude ?? undefined;

  for (let number = run.firstEpoch; number < passes.length; number++) {
    const followed = scheduleAt({ schedule: run.schedule, revisions }, number);
    const epoch = openEpoch(run, number, passes[number], followed);
    const { schedule, settings, shown, from, to, at } = epoch;
    const clock = stopwatch(run.now);

    const wanted = number === 0 ? (policy.prelude?.(settings) ?? null) : null;
    if (wanted !== null) prelude = await scoreSamples(wanted, run, epoch);
    const gradients = await lookBeforePlan(policy, run, epoch);
    if (run.stopRequested()) return 'stopped';
    const seconds = { score: clock.lap(), plan: 0, train: 0, refresh: 0, evaluate: 0, record: 0 };

    const hideFraction = evaluate(schedule.tracks.hideFraction, at);
    const plan = policy.plan({
      ...{ epoch: number, epochs: passes.length, ledger, hideFraction, settings },
      ...{ match: recipe.match, random: epoch.random, prelude, gradients },
    });
    if (plan.train.length === 0) {
      const { size: samples } = ledger;
      throw new MikkeError('everything-hidden', { epoch: number, samples, fraction: hideFraction });
    }
    const hidden = new Uint8Array(ledger.size);
    for (const sample of plan.hidden) hidden[sample] = 1;
    const order = shuffle((plan.draws ?? plan.train).slice(), epoch.random('order'));
    seconds.plan = clock.lap();

    const withReplayed = openReplay(epoch, data);
    let step = 0;
    let learningRateSum = 0;
    const steps = Math.ceil(order.length / epoch.fresh);
    for await (const loaded of epoch.batches('train', order)) {
      const done = step / steps;
      const progress = (number + done) / passes.length;
      const applied =
        evaluate(schedule.tracks.learningRate, from + (to - from) * done) * plan.learningRateFactor;
      const chosen = await chooseInBatch(policy, run, epoch, loaded, {
        ...{ step, progress, hidden, prelude },
      });
      const batch = withReplayed(chosen, epoch.random('replay', step));
      const how = stepOptions(batch, plan, epoch, step);
      epoch.credit(batch.samples, await learner.step(batch, applied, how));
      epoch.count(batch.samples.length, batch.samples.length);
      learningRateSum += applied;
      step++;
    }
    seconds.train = clock.lap();

    const mode = reads(policy, 'refreshMode') ? settings.refreshMode : 'eval';
    const augmented = reads(policy, 'refreshAugment') && settings.refreshAugment;
    for await (const batch of epoch.batches('refresh', plan.refresh, { augmented })) {
      const how = { ...shown, mode: mode === 'train' ? mode : ('evaluate' as const) };
      epoch.credit(batch.samples, await learner.forward(batch, how));
      epoch.count(batch.samples.length, 0);
    }
    seconds.refresh = clock.lap();

    const test = await evaluateOnTest(run, epoch);
    seconds.evaluate = clock.lap();

    if (run.stopRequested()) return 'stopped';
    for (let i = 0; i < ledger.size; i++) ledger.timesHidden[i] += hidden[i];
    const hiddenCount = sum(hidden);
    const means = meansOf(ledger);
    const known = await run.record(
      {
        epoch: number,
        at,
        trainLoss: means.loss,
        trainAccuracy: means.accuracy,
        testLoss: test.loss,
        testAccuracy: test.accuracy,
        scheduledHideFraction: plan.scheduledHideFraction,
        realisedHideFraction: hiddenCount / ledger.size,
        hidden: hiddenCount,
        movedBack: plan.movedBack.length,
        learningRateFactor: plan.learningRateFactor,
        learningRate: learningRateSum / steps,
        ...epoch.counts,
        viewHeight: epoch.view.height,
        viewWidth: epoch.view.width,
        magnitude: recipe.augment === 'randaugment' ? settings.magnitude : null,
        batchSize: epoch.fresh * epoch.replay,
        seconds,
      },
      {
        loss: ledger.loss,
        confidence: ledger.confidence,
        predicted: ledger.predicted,
        correct: packFlags(ledger.correct),
        hidden: packFlags(hidden),
        movedBack: packIndices(plan.movedBack, ledger.size),
      },
    );
    await run.checkpoint(number, prelude ?? null);
    if (known.length > revisions.length) {
      revisions = known;
      passes = passesOf(recipe, run.schedule, data, revisions);
    }
  }
  return 'finished';
}

/** On whole images, which is what the model is for. */
async function evaluateOnTest({ data, learner }: Run, epoch: Epoch) {
  let loss = 0;
  let correct = 0;
  for await (const batch of epoch.batches('evaluate', allSamples(data.count.test))) {
    const facts = await learner.forward(batch);
    batch.labels.forEach((label, i) => {
      if (!Number.isFinite(facts.loss[i])) throw epoch.lossNotFinite('test', batch.samples[i]);
      loss += facts.loss[i];
      correct += facts.predicted[i] === label ? 1 : 0;
    });
  }
  return { loss: loss / data.count.test, accuracy: correct / data.count.test };
}

/** A recipe has every setting; a policy goes by those that it describes. */
const reads = ({ settings }: HidingPolicy, setting: string): boolean => setting in settings;

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

function sum(values: Uint8Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
