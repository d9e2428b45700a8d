/** What of a plan cannot work, or will not be as it looks, each as a sentence. */
import type { DatasetSize, PassForecast } from '../../src/core/forecast/forecast.ts';
import { hideCount } from '../../src/core/hiding/cost.ts';
import type { HidingPolicy } from '../../src/core/hiding/policy.ts';
import { hidingPolicies } from '../../src/core/hiding/registry.ts';
import { lastMapSide } from '../../src/core/recipe/model-stride.ts';
import { fullSchedule, settingsAt, type Recipe } from '../../src/core/recipe/recipe.ts';
import { MOST_PASSES } from '../../src/core/schedule/course.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import {
  trackNames,
  tracks,
  type Clock,
  type FullSchedule,
  type Track,
} from '../../src/core/schedule/schedule.ts';
import { SIDE_STEP } from '../../src/core/view/side.ts';
import { formatCount, formatFigure } from '../lib/format.ts';
import { formatPosition, placeWords } from './plan.ts';
import { peakLearningRate, type Experience } from './survived.ts';

export type Planned = {
  recipe: Recipe;
  tracks: FullSchedule['tracks'];
  /** Null where the data set is not known. */
  data: DatasetSize | null;
  passes: readonly PassForecast[];
  experience: Experience;
};

/** So many times what was survived is more than what is tried as a matter of course. */
const FAR = 2;

export const warnings = (planned: Planned): string[] =>
  [ofPasses, ofHiding, ofBatches, ofSizes, ofLearningRates, ofKeyframes, ofRest].flatMap((of) =>
    of(planned),
  );

/** Passes that are too many are told by the size of the images, which must be known. */
function ofPasses({ data, passes }: Planned): string[] {
  if (data === null || passes.length <= MOST_PASSES) return [];
  return [
    `This plan makes more than ${formatCount(MOST_PASSES)} passes over the data set, and that is the most that a run can make: such a run cannot start. Raise the ${tracks.bandwidth.label}, or lower the epochs.`,
  ];
}

function ofHiding({ recipe, tracks: given, data, passes }: Planned): string[] {
  const { label } = tracks.hideFraction;
  const policy: HidingPolicy = hidingPolicies[recipe.policy];
  if (policy.hideFraction === undefined) {
    return [`The hiding policy of the draft is "${policy.title}", so the ${label} is not used.`];
  }
  const found: string[] = [];
  const places =
    data === null ? Array.from({ length: recipe.epochs }, (_, at) => ({ at })) : passes;
  const whole = placesWhere(places, ({ at }) => {
    const fraction = evaluate(given.hideFraction, at);
    return data === null ? fraction >= 1 : hideCount(fraction, data.samples) >= data.samples;
  });
  if (whole.length > 0) {
    found.push(
      `Everything is hidden ${listed(whole, clockOf(recipe))}: nothing would train, so such a run cannot start. Lower the ${label} there.`,
    );
  }
  if (recipe.match !== null) {
    found.push(
      `As many samples are hidden as in run ${recipe.match.run}; the ${label} only sets the learning-rate factor.`,
    );
  }
  return found;
}

function ofBatches({ recipe, data, passes }: Planned): string[] {
  if (data === null) return [];
  const schedule = fullSchedule(recipe);
  const batches = passes.map(({ at }) => settingsAt(recipe, schedule, at).batch);
  const tooLarge = placesWhere(batches, (batch) => batch > data.samples);
  if (tooLarge.length === 0) return [];
  const largest = Math.max(...tooLarge.map((pass) => batches[pass]));
  return [
    `Steps of up to ${formatCount(largest)} samples are asked for ${listed(tooLarge, schedule.clock)}, and the data set has ${formatCount(data.samples)}: such a run cannot start.`,
  ];
}

function ofSizes({ recipe, tracks: given, data, passes }: Planned): string[] {
  if (data === null) return [];
  const found: string[] = [];
  const clock = clockOf(recipe);
  const side = Math.min(data.shape.height, data.shape.width);
  const asked = passes.map(({ at }) => evaluate(given.bandwidth, at) * side);
  const less = placesWhere(asked, (pixels) => pixels < SIDE_STEP / 2 && side > SIDE_STEP);
  if (less.length > 0) {
    const least = Math.min(...less.map((pass) => asked[pass]));
    found.push(
      `The ${tracks.bandwidth.label} asks for images of down to ${formatFigure(least)} pixels a side ${listed(less, clock)}; none of less than ${SIDE_STEP} is shown.`,
    );
  }

  const { model } = recipe;
  const single = placesWhere(
    passes,
    ({ view }) => lastMapSide(model, Math.max(view.height, view.width)) === 1,
  );
  if (single.length > 0) {
    const views = new Set(
      single.map((pass) => `${passes[pass].view.height} x ${passes[pass].view.width}`),
    );
    found.push(
      `Images of ${[...views].join(', ')} pixels are shown ${listed(single, clock)}. ${model} takes them, but its last maps are of one pixel there, so its last stage sees no neighbours.`,
    );
  }
  return found;
}

function ofLearningRates({ tracks: given, passes, experience }: Planned): string[] {
  const { survived, failed } = experience;
  const peak = peakLearningRate(given.learningRate, passes);
  const alike = 'of the same model and optimiser settings';
  if (failed !== null && peak >= failed.learningRate) {
    const but =
      survived !== null && survived.learningRate >= failed.learningRate
        ? ` Run ${survived.run}, though, finished with up to ${formatFigure(survived.learningRate)}.`
        : '';
    return [
      `Run ${failed.run} ${alike} failed with a loss that is not finite at learning rates of up to ${formatFigure(failed.learningRate)}; this plan goes to ${formatFigure(peak)}, factor of hiding included.${but}`,
    ];
  }
  if (survived !== null && peak > FAR * survived.learningRate) {
    return [
      `This plan goes to a learning rate of ${formatFigure(peak)}, factor of hiding included; the highest that a finished run ${alike} applied is ${formatFigure(survived.learningRate)}, in run ${survived.run}.`,
    ];
  }
  return [];
}

function ofKeyframes({ recipe, tracks: given }: Planned): string[] {
  const end = clockOf(recipe) === 'epoch' ? 'last epoch' : 'compute';
  const last = `the end of the ${end} (${formatPosition(recipe.epochs)})`;
  return trackNames.flatMap((name) => {
    const late = given[name].filter(({ at }) => at > recipe.epochs).length;
    if (late === 0) return [];
    return late === 1
      ? `A keyframe of the ${tracks[name].label} stands after ${last} and is never reached.`
      : `${formatCount(late)} keyframes of the ${tracks[name].label} stand after ${last} and are never reached.`;
  });
}

function ofRest({ recipe, tracks: given }: Planned): string[] {
  let still = recipe.epochs;
  while (still > 0 && restsAtZero(given.learningRate, still - 1)) still--;
  if (still === recipe.epochs) return [];
  return [
    `The learning rate is 0 from ${placeWords(clockOf(recipe), still)} on: nothing is learned there.`,
  ];
}

/** Whether the track is 0 through the whole epoch. */
const restsAtZero = (track: Track, epoch: number): boolean =>
  evaluate(track, epoch) === 0 &&
  evaluate(track, epoch + 0.5) === 0 &&
  track.every(({ at, value }) => value === 0 || at <= epoch || at >= epoch + 1);

const clockOf = (recipe: Recipe): Clock => fullSchedule(recipe).clock;

const placesWhere = <T>(all: readonly T[], holds: (one: T) => boolean): number[] =>
  [...all.keys()].filter((place) => holds(all[place]));

/** Passes as they are said: `at epoch 3`, `at epochs 3 to 5`, `at 4 passes, the first of them 3`. */
function listed(places: readonly number[], clock: Clock): string {
  const [one, many] = clock === 'epoch' ? ['epoch', 'epochs'] : ['pass', 'passes'];
  const first = places[0];
  const last = places[places.length - 1];
  if (places.length === 1) return `at ${one} ${first}`;
  if (last - first === places.length - 1) return `at ${many} ${first} to ${last}`;
  return `at ${places.length} ${many}, the first of them ${first}`;
}
