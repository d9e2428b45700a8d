import { forecast, operations } from '../forecast/forecast.ts';
import { modelNames } from '../recipe/parameters.ts';
import { defaultRecipe, fullSchedule, tracksOf, type Recipe } from '../recipe/recipe.ts';
import { MOST_PASSES } from '../schedule/course.ts';
import type { Share } from '../schedule/defaults.ts';
import { evaluate } from '../schedule/evaluate.ts';
import type { Clock } from '../schedule/schedule.ts';
import { templateSettings } from './settings.ts';
import type { Template } from './template.ts';

/** Passes over the data set in which nothing but the learning rate changes. */
export type Stage = {
  /** Passes over the data set. */
  epochs: number;
  /** In how many such passes the whole clock would be gone through. */
  horizonEpochs: number;
  /** The part of the clock that they take, in epochs. */
  from: number;
  to: number;
  /** Pixels of a side that are shown. */
  bandwidth: number;
  /** Of RandAugment; null where the template does not ask for it. */
  magnitude: number | null;
  /** The most that may be hidden, as a fraction of the samples. */
  hideFraction: number;
  /** What hiding multiplies the learning rate by. */
  learningRateFactor: number;
  /** As a share of its peak, at the stage's beginning and end, before that factor; null: the recipe's. */
  learningRate: { from: number; to: number } | null;
  /** Samples in a step, as published; null where that is not known. A run keeps the recipe's own. */
  batchSize: number | null;
  /** Of the stage, as a share of the whole compute of the plain run. */
  compute: number;
};

/** A template, scaled. Nothing is trained for it, and nothing in it was measured by Mikke. */
export type DryRun = {
  name: string;
  title: string;
  summary: string;
  /** Null where a person saved it. */
  source: Template['source'];
  /** What epochs count: passes over the data, or the compute of so many passes of whole images. */
  clock: Clock;
  /** Of that clock. */
  epochs: number;
  /** Of the plain run whose compute is 1: every sample forward and backward, whole images. */
  baselineEpochs: number;
  /** Pixels of a side of the images. */
  size: number;
  /** Passes over the data set in all stages. */
  passes: number;
  stages: Stage[];
  /** Of all stages, relative to the plain run; pixels and passes are counted, not seconds. */
  compute: number;
  /** Whether it is the least that it can be; else it is certain, or to be expected. */
  computeIsLeast: boolean;
  published: Template['published'] & { figures: Template['figures'] };
  models: { name: string; inMikke: boolean }[];
  remarks: string[];
  /** What a run of this Mikke cannot follow, each a sentence. */
  notYet: string[];
  /** Of a recipe that follows the template at this scale; the rest of the recipe is free. */
  settings: Partial<Recipe>;
};

/** Where nothing else is known or asked for. */
const DEFAULT_EPOCHS = 100;
const DEFAULT_SIZE = 224;

/** Only shares of them are said, and a million has every published share as a whole number. */
const SAMPLES = 1_000_000;

/** The template, scaled to `epochs` of its clock and images of `size` pixels; its published ones by default. */
export function dryRun(
  template: Template,
  { epochs, size }: { epochs?: number | undefined; size?: number | undefined },
): DryRun {
  const { published } = template;
  const ownEpochs = epochs ?? published.epochs ?? DEFAULT_EPOCHS;
  const ownSize = size ?? published.size ?? DEFAULT_SIZE;
  const baselineEpochs = ofShare(template.baselineEpochs, ownEpochs);
  const { clock, stages, computeIsLeast } = follow(template, ownEpochs, ownSize);
  return {
    name: template.name,
    title: template.title,
    summary: template.summary,
    source: template.source,
    clock,
    epochs: ownEpochs,
    baselineEpochs,
    size: ownSize,
    passes: sum(stages, (stage) => stage.epochs),
    stages,
    compute: sum(stages, ({ compute }) => compute),
    computeIsLeast,
    published: { ...published, figures: template.figures },
    models: template.models.map(({ name, id }) => ({ name, inMikke: hasModel(id) })),
    remarks: [...scaling(template, ownEpochs, ownSize), ...template.remarks],
    notYet: [...missingModels(template), ...template.lacks],
    settings: templateSettings(template, { epochs: ownEpochs }),
  };
}

/** The forecast of a recipe that follows the template, cut into stages. */
function follow(template: Template, epochs: number, size: number) {
  // A learning rate of 1 at its peak makes every other one a share of it.
  const settings = templateSettings(template, { epochs, lr: 1 });
  const recipe: Recipe = { ...defaultRecipe(), ...settings };
  const schedule = fullSchedule(recipe);
  const { learningRate, magnitude, hideFraction } = schedule.tracks;
  // A policy without one hides within its batches.
  const hasFraction = tracksOf(recipe).includes('hideFraction');
  const augments = tracksOf(recipe).includes('magnitude');
  const ownRate = 'lrSchedule' in settings || settings.schedule?.tracks.learningRate !== undefined;
  const rateSteps = learningRate.every(({ easing }) => easing === 'hold');
  const rateOver = (from: number, to: number) =>
    ownRate
      ? { from: evaluate(learningRate, from), to: evaluate(learningRate, rateSteps ? from : to) }
      : null;
  const shape = { height: size, width: size };
  const { passes, hidden } = forecast(recipe, schedule, {
    samples: SAMPLES,
    testSamples: 0,
    shape,
  });
  const plainPass = operations({ forward: SAMPLES, backward: SAMPLES }) * size ** 2;
  const baseline = plainPass * ofShare(template.baselineEpochs, epochs);

  const stages: Stage[] = [];
  for (const { from, to, at, view, hidden: most, learningRateFactor, amounts } of passes) {
    const stage: Stage = {
      epochs: 1,
      horizonEpochs: Math.round(epochs / (to - from)),
      from,
      to,
      bandwidth: view.height,
      magnitude: augments ? evaluate(magnitude, at) : null,
      hideFraction: hasFraction ? evaluate(hideFraction, at) : most.count / SAMPLES,
      learningRateFactor,
      learningRate: rateOver(from, to),
      batchSize: template.published.batchSize,
      compute: operations(amounts.pixels) / baseline,
    };
    const last = stages.at(-1);
    if (last === undefined || !isAlike(last, stage, rateSteps)) {
      stages.push(stage);
      continue;
    }
    last.epochs++;
    last.to = to;
    last.learningRate = rateOver(last.from, to);
    last.compute += stage.compute;
  }
  return { clock: schedule.clock, stages, computeIsLeast: hidden.certainty === 'at most' };
}

/** Whether a pass goes on with a stage; a learning rate that changes in steps must stay as well. */
const isAlike = (last: Stage, next: Stage, rateSteps: boolean): boolean =>
  last.bandwidth === next.bandwidth &&
  last.magnitude === next.magnitude &&
  last.hideFraction === next.hideFraction &&
  last.learningRateFactor === next.learningRateFactor &&
  (!rateSteps || last.learningRate?.from === next.learningRate?.from);

const ofShare = ([numerator, denominator]: Share, epochs: number) =>
  (epochs * numerator) / denominator;
const sum = (stages: readonly Stage[], of: (stage: Stage) => number) =>
  stages.reduce((total, stage) => total + of(stage), 0);

/** What became of the published stages and bandwidths, where the scale changes them. */
function scaling(template: Template, epochs: number, size: number): string[] {
  const { published } = template;
  const theirEpochs = published.epochs ?? DEFAULT_EPOCHS;
  const ours = follow(template, epochs, size).stages;
  const theirs = follow(template, theirEpochs, size).stages;
  const sentences: string[] = [];
  if (sum(ours, (stage) => stage.epochs) > MOST_PASSES) {
    sentences.push(
      `A run of so many epochs would make more than ${MOST_PASSES.toLocaleString('en')} passes and cannot start. The figures here are of its first ones alone.`,
    );
  }
  const leftOut = viewsIn(theirs) - viewsIn(ours);
  if (published.epochs !== null && leftOut > 0) {
    const count = viewsIn(theirs);
    const all = template.source === null ? `its ${count} stages` : `the ${count} published stages`;
    sentences.push(
      `${leftOut} of ${all} ${leftOut === 1 ? 'is' : 'are'} left out, for so few epochs leave none to them.`,
    );
  }
  if (published.size !== null && published.size !== size) {
    const sides = sidesIn(follow(template, theirEpochs, published.size).stages);
    // A method that shows whole images has nothing to scale.
    if (sides !== `${published.size}`) {
      sentences.push(
        `The published ${sides} of ${published.size} pixels become ${sidesIn(theirs)} of ${size}: multiples of 4, since networks halve images twice.`,
      );
    }
  }
  return sentences;
}

const distinct = (values: readonly (number | string)[]) => [...new Set(values)];
const sidesIn = (stages: readonly Stage[]) =>
  distinct(stages.map(({ bandwidth }) => bandwidth)).join(', ');
/** How many ways of showing an image there are. */
const viewsIn = (stages: readonly Stage[]) =>
  distinct(stages.map(({ bandwidth, magnitude }) => `${bandwidth} ${magnitude}`)).length;

const hasModel = (id: string) => modelNames.some((name) => name === id);

function missingModels({ models }: Template): string[] {
  const missing = models.filter(({ id }) => !hasModel(id)).map(({ name }) => name);
  return missing.length === 0
    ? []
    : [
        `Of the models that were published with it, Mikke has not yet: ${missing.join(', ')}. The settings hold for any model.`,
      ];
}
