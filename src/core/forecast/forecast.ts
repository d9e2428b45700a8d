import type { HidingPolicy } from '../hiding/policy.ts';
import { hidingPolicies } from '../hiding/registry.ts';
import { settingsAt, type Recipe } from '../recipe/recipe.ts';
import { course, type ImageShape, type Pass } from '../schedule/course.ts';
import { evaluate } from '../schedule/evaluate.ts';
import type { FullSchedule } from '../schedule/schedule.ts';
import { PAPER_SIZE } from '../view/stage.ts';

/** What must be known of a data set. */
export type DatasetSize = { samples: number; testSamples: number; shape: ImageShape };

export type Amounts = {
  /** Samples; passes over the data set where its size is not known. */
  forward: number;
  backward: number;
  /** Of one channel, as the samples are shown; null where the size of the images is not known. */
  pixels: { forward: number; backward: number } | null;
};

/** What a number of hidden samples is: certain, taken from an earlier run, or the most that it can be. */
export type Certainty = 'exact' | 'expected' | 'at most';

export type Hidden = { count: number; certainty: Certainty };

export type PassForecast = Pass & {
  hidden: Hidden;
  amounts: Amounts;
  learningRateFactor: number;
};

export type Forecast = {
  /** What `forward`, `backward` and `hidden` count. */
  unit: 'samples' | 'passes over the data set';
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

/** A pixel-operation is one pixel forward; backward it counts as two. */
export const operations = ({ forward, backward }: { forward: number; backward: number }): number =>
  forward + 2 * backward;

/**
 * What a run of the recipe will count, pass by pass. Where a policy cannot know whom it will hide,
 * it hides as many as in the same pass of an earlier run, or else as many as it may.
 *
 * @param data null where it is not known; passes are counted then
 * @param hiddenBefore the hidden counts of an earlier run, by pass
 */
export function forecast(
  recipe: Recipe,
  schedule: FullSchedule,
  data: DatasetSize | null,
  hiddenBefore: readonly number[] = [],
): Forecast {
  const samples = data?.samples ?? MANY;
  const unit = data === null ? MANY : 1;
  const shape = data?.shape ?? { height: PAPER_SIZE, width: PAPER_SIZE };
  const policy = hidingPolicies[recipe.policy] as HidingPolicy;
  const planned = course(schedule, recipe.epochs, shape);

  const passes = planned.map((pass, epoch): PassForecast => {
    const expectedHidden = hiddenBefore[epoch] ?? null;
    const { hidden, exact, trained, forwarded, learningRateFactor } = policy.outlook({
      epoch,
      epochs: planned.length,
      samples,
      hideFraction: evaluate(schedule.tracks.hideFraction, pass.at),
      settings: settingsAt(recipe, schedule, pass.at),
      match: recipe.match,
      expectedHidden,
    });
    const certainty = exact ? 'exact' : expectedHidden === null ? 'at most' : 'expected';
    const forward = (trained + forwarded) / unit;
    const backward = trained / unit;
    return {
      ...pass,
      hidden: { count: hidden / unit, certainty },
      amounts: { forward, backward, pixels: data && shown(pass.view, { forward, backward }) },
      learningRateFactor,
    };
  });

  const whole = (recipe.epochs * samples) / unit;
  const baseline: Amounts = {
    forward: whole,
    backward: whole,
    pixels: data && shown(shape, { forward: whole, backward: whole }),
  };
  const amounts = sumOf(passes.map((pass) => pass.amounts));
  const plain = passes.every(
    ({ view }) => view.height === shape.height && view.width === shape.width,
  );
  return {
    unit: data === null ? 'passes over the data set' : 'samples',
    passes,
    hidden: {
      count: passes.reduce((sum, { hidden }) => sum + hidden.count, 0),
      certainty: leastCertain(passes.map(({ hidden }) => hidden.certainty)),
    },
    amounts,
    baseline,
    compute: computeOf(amounts, baseline, plain),
  };
}

/** The sum of some passes. */
export function sumOf(parts: readonly Amounts[]): Amounts {
  const sum = { forward: 0, backward: 0, pixels: { forward: 0, backward: 0 } };
  for (const { forward, backward, pixels } of parts) {
    sum.forward += forward;
    sum.backward += backward;
    sum.pixels.forward += pixels?.forward ?? 0;
    sum.pixels.backward += pixels?.backward ?? 0;
  }
  return parts.some(({ pixels }) => pixels === null) ? { ...sum, pixels: null } : sum;
}

export const leastCertain = (all: readonly Certainty[]): Certainty =>
  all.includes('at most') ? 'at most' : all.includes('expected') ? 'expected' : 'exact';

function shown({ height, width }: ImageShape, count: { forward: number; backward: number }) {
  const pixels = height * width;
  return { forward: count.forward * pixels, backward: count.backward * pixels };
}

function computeOf(amounts: Amounts, baseline: Amounts, plain: boolean): number | null {
  if (amounts.pixels !== null && baseline.pixels !== null) {
    return operations(amounts.pixels) / operations(baseline.pixels);
  }
  return plain ? operations(amounts) / operations(baseline) : null;
}
