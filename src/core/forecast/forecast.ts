import { preludeCost } from '../hiding/cost.ts';
import type { Certainty, HidingPolicy } from '../hiding/policy.ts';
import { hidingPolicies } from '../hiding/registry.ts';
import { passesOf, settingsAt, type Recipe } from '../recipe/recipe.ts';
import type { DatasetRecord } from '../record/dataset.ts';
import { pixelsOf, type EpochRecord } from '../record/run.ts';
import type { ImageShape, Pass } from '../schedule/course.ts';
import { evaluate } from '../schedule/evaluate.ts';
import { scheduleAt, type Revision } from '../schedule/revision.ts';
import type { FullSchedule } from '../schedule/schedule.ts';
import { PAPER_SIZE } from '../view/side.ts';

/** What must be known of a data set. */
export type DatasetSize = { samples: number; testSamples: number; shape: ImageShape };

export const sizeOf = ({
  trainCount,
  testCount,
  height,
  width,
}: Pick<DatasetRecord, 'trainCount' | 'testCount' | 'height' | 'width'>): DatasetSize => ({
  samples: trainCount,
  testSamples: testCount,
  shape: { height, width },
});

/** Where the data set is not known, passes over it stand for samples, and passes over whole images for pixels. */
export type Amounts = {
  /** Samples that are forwarded, and those that are learned from as well. */
  forward: number;
  backward: number;
  /** Of one channel, as the samples are shown. */
  pixels: { forward: number; backward: number };
};

export type Hidden = { count: number; certainty: Certainty };

export type PassForecast = Pass & {
  hidden: Hidden;
  amounts: Amounts;
  /** Of these, what is taken before the plan. */
  scoring: Amounts;
  learningRateFactor: number;
};

export type Forecast = {
  passes: PassForecast[];
  /** Of all passes. */
  hidden: Hidden;
  amounts: Amounts;
  /** As many plain epochs: whole images, nothing hidden. */
  baseline: Amounts;
  /**
   * Pixel-operations against the baseline's; null where smaller images are shown and their size is
   * not known.
   */
  compute: number | null;
};

/** Where the number of samples is not known, so many stand for them: fractions come out as they are. */
const MANY = 1e6;
const UNKNOWN: DatasetSize = {
  samples: MANY,
  testSamples: 0,
  shape: { height: PAPER_SIZE, width: PAPER_SIZE },
};

/** A pixel-operation is one pixel forward; backward it counts as two. */
export const operations = ({ forward, backward }: { forward: number; backward: number }): number =>
  forward + 2 * backward;

/**
 * What a run of the recipe will count, pass by pass. Where a policy cannot know whom it will hide,
 * it hides as many as in the same pass of an earlier run, or else as many as it may.
 *
 * @param data null where it is not known; passes are counted then
 * @param hiddenBefore the hidden counts of an earlier run, by pass
 * @param revisions of the schedule
 */
export function forecast(
  recipe: Recipe,
  schedule: FullSchedule,
  data: DatasetSize | null,
  hiddenBefore: readonly number[] = [],
  revisions: readonly Revision[] = [],
): Forecast {
  const { samples, shape } = data ?? UNKNOWN;
  const unit = data === null ? MANY : 1;
  const pixelUnit = data === null ? shape.height * shape.width : 1;
  const policy: HidingPolicy = hidingPolicies[recipe.policy];
  const planned = passesOf(recipe, schedule, shape, revisions);

  const amountsOf = (forward: number, backward: number, view: ImageShape): Amounts => {
    const pixels = (view.height * view.width) / pixelUnit;
    return {
      forward,
      backward,
      pixels: { forward: forward * pixels, backward: backward * pixels },
    };
  };

  const passes = planned.map((pass, epoch): PassForecast => {
    const expectedHidden = hiddenBefore[epoch] ?? null;
    const followed = scheduleAt({ schedule, revisions }, epoch);
    const settings = settingsAt(recipe, followed, pass.at);
    const outlook = policy.outlook({
      epoch,
      epochs: planned.length,
      samples,
      hideFraction: evaluate(followed.tracks.hideFraction, pass.at),
      settings,
      match: recipe.match,
      expectedHidden,
    });
    const { hidden, forwarded, learningRateFactor } = outlook;
    const trained = outlook.trained * pass.replay;
    const known = outlook.certainty === 'at most' && expectedHidden !== null;
    const own = epoch === 0 ? (policy.prelude?.(settings) ?? null) : null;
    const prelude = own === null ? { forward: 0, backward: 0 } : preludeCost(own, samples);
    const before = policy.before?.({ epoch, settings }) ?? null;
    const looked = before === null ? 0 : samples;
    const scoring = sumOf([
      amountsOf(prelude.forward / unit, prelude.backward / unit, shape),
      // Gradients are taken of whole images, as a policy's own models are trained on them.
      amountsOf(looked / unit, 0, before === 'gradients' ? shape : pass.view),
    ]);
    return {
      ...pass,
      hidden: { count: hidden / unit, certainty: known ? 'expected' : outlook.certainty },
      amounts: sumOf([
        scoring,
        amountsOf((trained + forwarded - looked) / unit, trained / unit, pass.view),
      ]),
      scoring,
      learningRateFactor,
    };
  });

  const plain = (recipe.epochs * samples) / unit;
  const baseline = amountsOf(plain, plain, shape);
  const amounts = sumOf(passes.map((pass) => pass.amounts));
  const whole = passes.every(
    ({ view }) => view.height === shape.height && view.width === shape.width,
  );
  return {
    passes,
    hidden: {
      count: passes.reduce((sum, { hidden }) => sum + hidden.count, 0),
      certainty: leastCertain(passes.map(({ hidden }) => hidden.certainty)),
    },
    amounts,
    baseline,
    compute:
      data === null && !whole ? null : operations(amounts.pixels) / operations(baseline.pixels),
  };
}

/** The sum of some passes. */
export function sumOf(parts: readonly Amounts[]): Amounts {
  const sum: Amounts = { forward: 0, backward: 0, pixels: { forward: 0, backward: 0 } };
  for (const { forward, backward, pixels } of parts) {
    sum.forward += forward;
    sum.backward += backward;
    sum.pixels.forward += pixels.forward;
    sum.pixels.backward += pixels.backward;
  }
  return sum;
}

/** What an epoch counted. */
export const counted = (record: EpochRecord): Amounts => ({
  forward: record.forwardSamples,
  backward: record.backwardSamples,
  pixels: pixelsOf(record),
});

/** How certain a sum of such numbers is. */
export const leastCertain = (all: readonly Certainty[]): Certainty =>
  all.includes('at most') ? 'at most' : all.includes('expected') ? 'expected' : 'exact';
