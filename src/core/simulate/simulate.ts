/** What another recipe would have hidden, given what a run recorded. Nothing is trained for it. */
import { z } from 'zod';
import { MikkeError } from '../errors/error.ts';
import { operations } from '../forecast/forecast.ts';
import { usesBatchRule, type HidingPolicy, type Plan } from '../hiding/policy.ts';
import { hidingPolicies, hidingPolicyNames } from '../hiding/registry.ts';
import { hasBit, unpackFlags } from '../ledger/bits.ts';
import { newLedger, type Ledger } from '../ledger/ledger.ts';
import { randomStream } from '../random/stream.ts';
import { fullSchedule, parseRecipe, passesOf, settingsAt, type Recipe } from '../recipe/recipe.ts';
import { pixelsOf, type EpochColumns, type EpochRecord } from '../record/run.ts';
import type { ImageShape, Pass } from '../schedule/course.ts';
import { evaluate } from '../schedule/evaluate.ts';
import { scheduleAt, type Revision } from '../schedule/revision.ts';
import type { TrackName } from '../schedule/schedule.ts';

const count = z.int().min(0);

const sideSchema = z.strictObject({
  hidden: count,
  movedBack: count,
  forwardSamples: count,
  backwardSamples: count,
  /** A pixel forward counts 1, backward 2. */
  pixelOperations: count,
  learningRateFactor: z.number(),
});
/** What an epoch takes. */
export type Side = z.infer<typeof sideSchema>;

const simulatedEpochSchema = z.strictObject({
  /** A pass over the data set, from 0, of the run and of the other recipe alike. */
  epoch: count,
  /** Where on the other recipe's clock its tracks are read. */
  at: z.number().min(0),
  scheduledHideFraction: z.number(),
  simulated: sideSchema,
  recorded: sideSchema,
  /** Hidden by both. */
  both: count,
  /** `both` over those that either hides; null where neither hides anybody. */
  jaccard: z.number().nullable(),
});
export type SimulatedEpoch = z.infer<typeof simulatedEpochSchema>;

const totalSchema = sideSchema.omit({ learningRateFactor: true });

export const simulationSchema = z.strictObject({
  /** Of the run whose losses and predictions these are; another policy would have made others. */
  historyPolicy: z.enum(hidingPolicyNames),
  /** That plans here. */
  policy: z.enum(hidingPolicyNames),
  epochs: z.array(simulatedEpochSchema),
  total: z.strictObject({
    simulated: totalSchema,
    recorded: totalSchema,
    both: count,
    /** Over the hidden of all epochs. */
    jaccard: z.number().nullable(),
  }),
});
export type Simulation = z.infer<typeof simulationSchema>;

export type Replay = {
  /** How many passes the recipe makes; a longer history is read no further. */
  passes: number;
  /** Plans the next epoch, and then takes in what the run recorded of it. */
  next(record: EpochRecord, columns: EpochColumns): { epoch: SimulatedEpoch; plan: Plan };
};

/**
 * Plans by a recipe from the history of a run, an epoch at a time: the ledger before an epoch is
 * what the run recorded of the one before it. Forgetting is counted from there as well; how often a
 * sample was hidden counts what is hidden here.
 *
 * @param recipe also gives the seed of random policies
 * @param revisions of the recipe's schedule
 * @throws simulation-impossible
 */
export function replay(
  recipe: Recipe,
  data: { samples: number; classes: number; shape: ImageShape },
  revisions: readonly Revision[] = [],
): Replay {
  const { samples, classes, shape } = data;
  const policy = hidingPolicies[recipe.policy];
  const followed = { schedule: fullSchedule(recipe), revisions };
  const passes = passesOf(recipe, followed.schedule, shape, revisions);
  passes.forEach(({ at }, epoch) =>
    refuse(policy, recipe.policy, settingsAt(recipe, scheduleAt(followed, epoch), at), epoch),
  );

  let ledger = newLedger(samples, classes);
  let epoch = 0;
  return {
    passes: passes.length,
    next(record, columns) {
      const pass = passes[epoch];
      const { at } = pass;
      const schedule = scheduleAt(followed, epoch);
      const hideFraction = evaluate(schedule.tracks.hideFraction, at);
      const plan = policy.plan({
        epoch,
        epochs: passes.length,
        ledger,
        hideFraction,
        settings: settingsAt(recipe, schedule, at),
        match: recipe.match,
        random: (purpose) => randomStream({ seed: recipe.seed, purpose, epoch }),
      });
      if (plan.train.length === 0) {
        throw new MikkeError('everything-hidden', { epoch, samples, fraction: hideFraction });
      }
      for (const sample of plan.hidden) ledger.timesHidden[sample]++;

      let both = 0;
      for (const sample of plan.hidden) if (hasBit(columns.hidden, sample)) both++;
      const simulated = {
        epoch,
        at,
        scheduledHideFraction: plan.scheduledHideFraction,
        simulated: sideOf(plan, pass),
        recorded: recordedSide(record),
        both,
        jaccard: overlap(both, plan.hidden.length, record.hidden),
      };
      ledger = after(ledger, columns);
      epoch++;
      return { epoch: simulated, plan };
    },
  };
}

/** The tracks that settings stand for: one that is given takes the place of what was drawn by hand. */
const tracksOf: Record<string, TrackName[]> = {
  hide: ['hideFraction'],
  reduceFraction: ['hideFraction'],
  prune: ['hideFraction'],
  annealFrom: ['hideFraction'],
  forgetMode: ['hideFraction'],
  staticEpochs: ['hideFraction'],
  paceUntil: ['hideFraction'],
  tau: ['tau'],
  view: ['bandwidth', 'magnitude'],
  viewFamily: ['bandwidth', 'magnitude'],
  initialScale: ['bandwidth'],
  growFrom: ['bandwidth'],
  wholeFrom: ['bandwidth'],
};

/**
 * A run's recipe with other settings. Hidden counts that were taken over from another run stay only
 * with a policy that follows them, and where no fraction is given.
 * @throws what parseRecipe throws
 */
export function withChanges(own: Recipe, changes: Record<string, unknown>): Recipe {
  const replaced = Object.keys(changes).flatMap((key) => tracksOf[key] ?? []);
  const drawn = Object.entries(own.schedule?.tracks ?? {}).filter(
    ([name]) => !replaced.includes(name as TrackName),
  );
  const schedule =
    drawn.length === 0 ? null : { ...own.schedule, tracks: Object.fromEntries(drawn) };
  const recipe = parseRecipe({ ...own, schedule, ...changes });
  const { matches } = hidingPolicies[recipe.policy];
  const keepsMatch = 'match' in changes || (matches === true && !('hide' in changes));
  return keepsMatch ? recipe : { ...recipe, match: null };
}

/** The epochs of a replay with their sums. */
export function simulationOf(
  historyPolicy: Simulation['historyPolicy'],
  policy: Simulation['policy'],
  epochs: SimulatedEpoch[],
): Simulation {
  const sum = (of: (epoch: SimulatedEpoch) => number) =>
    epochs.reduce((total, epoch) => total + of(epoch), 0);
  const sumsOf = (which: 'simulated' | 'recorded') => ({
    hidden: sum((epoch) => epoch[which].hidden),
    movedBack: sum((epoch) => epoch[which].movedBack),
    forwardSamples: sum((epoch) => epoch[which].forwardSamples),
    backwardSamples: sum((epoch) => epoch[which].backwardSamples),
    pixelOperations: sum((epoch) => epoch[which].pixelOperations),
  });
  const [simulated, recorded] = [sumsOf('simulated'), sumsOf('recorded')];
  const both = sum((epoch) => epoch.both);
  const jaccard = overlap(both, simulated.hidden, recorded.hidden);
  return { historyPolicy, policy, epochs, total: { simulated, recorded, both, jaccard } };
}

/** A history has nothing of what some policies decide by. */
function refuse(policy: HidingPolicy, name: string, settings: Recipe, epoch: number): void {
  const before = policy.before?.({ epoch, settings }) ?? null;
  const needs =
    (policy.prelude?.(settings) ?? null) !== null
      ? 'a model that is trained before the first epoch'
      : before === 'gradients'
        ? 'gradients of every batch'
        : before === 'losses'
          ? 'fresh losses of every sample'
          : usesBatchRule(policy, settings)
            ? 'a forward pass of each batch before it is trained on'
            : null;
  if (needs !== null) throw new MikkeError('simulation-impossible', { policy: name, needs });
}

/** The ledger once an epoch is recorded. */
function after(before: Ledger, { loss, confidence, predicted, correct }: EpochColumns): Ledger {
  const { size, forgetting, timesHidden } = before;
  const flags = unpackFlags(correct, size);
  for (let sample = 0; sample < size; sample++) {
    if (before.correct[sample] === 1 && flags[sample] === 0) forgetting[sample]++;
  }
  return { size, loss, confidence, predicted, correct: flags, forgetting, timesHidden };
}

function sideOf(plan: Plan, { view: { height, width }, replay }: Pass): Side {
  const backward = (plan.draws ?? plan.train).length * replay;
  const forward = backward + plan.refresh.length;
  return {
    hidden: plan.hidden.length,
    movedBack: plan.movedBack.length,
    forwardSamples: forward,
    backwardSamples: backward,
    pixelOperations: operations({ forward, backward }) * height * width,
    learningRateFactor: plan.learningRateFactor,
  };
}

const recordedSide = (record: EpochRecord): Side => ({
  hidden: record.hidden,
  movedBack: record.movedBack,
  forwardSamples: record.forwardSamples,
  backwardSamples: record.backwardSamples,
  pixelOperations: operations(pixelsOf(record)),
  learningRateFactor: record.learningRateFactor,
});

const overlap = (both: number, one: number, other: number): number | null =>
  one + other === 0 ? null : both / (one + other - both);
