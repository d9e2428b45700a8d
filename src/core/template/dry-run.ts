import { hidingPolicyNames } from '../hiding/registry.ts';
import { modelNames } from '../recipe/parameters.ts';
import type { ViewStage } from '../view/stage.ts';
import type { Hiding, Step, Template } from './template.ts';

/** What a template asks of a part of the training, in which nothing but the learning rate changes. */
export type Stage = ViewStage & {
  /** The most that may be hidden, as a fraction of the samples. */
  hideFraction: number;
  /** What hiding multiplies the learning rate by. */
  learningRateFactor: number;
  /** As a share of its peak, at the stage's beginning and end, before that factor; null: the recipe's. */
  learningRate: { from: number; to: number } | null;
  /** Samples in a step; null where the recipe's own stands. */
  batchSize: number | null;
  /** Of the stage, as a share of the whole compute of the plain run. */
  compute: number;
};

/** A template, scaled. Nothing is trained for it, and nothing in it was measured by Mikke. */
export type DryRun = {
  name: string;
  title: string;
  summary: string;
  source: Template['source'];
  clock: Template['clock'];
  /** Of the template's clock. */
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
  /** Whether it is certain, or the least that it can be. */
  computeIsCertain: boolean;
  peakLearningRate: number | null;
  published: Template['published'] & { figures: Template['figures'] };
  models: { name: string; inMikke: boolean }[];
  remarks: string[];
  /** What a run of this Mikke cannot follow, each a sentence. */
  notYet: string[];
};

/** Where nothing else is known or asked for. */
const DEFAULT_EPOCHS = 100;
const DEFAULT_SIZE = 224;

/** The template, scaled to `epochs` of its clock and images of `size` pixels; its published ones by default. */
export function dryRun(
  template: Template,
  { epochs, size }: { epochs?: number | undefined; size?: number | undefined },
): DryRun {
  const { published } = template;
  const ownEpochs = epochs ?? published.epochs ?? DEFAULT_EPOCHS;
  const ownSize = size ?? published.size ?? DEFAULT_SIZE;
  const [numerator, denominator] = template.baselineEpochs;
  const baselineEpochs = (ownEpochs * numerator) / denominator;
  const hiding = template.hiding?.(ownEpochs) ?? null;
  const stages = stagesOf(template, hiding, { epochs: ownEpochs, size: ownSize, baselineEpochs });
  return {
    name: template.name,
    title: template.title,
    summary: template.summary,
    source: template.source,
    clock: template.clock,
    epochs: ownEpochs,
    baselineEpochs,
    size: ownSize,
    passes: stages.reduce((sum, stage) => sum + stage.epochs, 0),
    stages,
    compute: stages.reduce((sum, { compute }) => sum + compute, 0),
    computeIsCertain: hiding?.costIsCertain ?? true,
    peakLearningRate: template.learningRate?.peak ?? null,
    published: { ...published, figures: template.figures },
    models: template.models.map(({ name, id }) => ({ name, inMikke: hasModel(id) })),
    remarks: [...scaling(template, ownEpochs, ownSize), ...template.remarks],
    notYet: notYet(template, hiding, stages, ownSize),
  };
}

/** The stages of the views, cut where the hide fraction, its factor or a step of the learning rate changes. */
function stagesOf(
  template: Template,
  hiding: Hiding | null,
  scale: { epochs: number; size: number; baselineEpochs: number },
): Stage[] {
  const curve = template.learningRate?.curve ?? null;
  const steps = curve === 'cosine' ? null : curve;
  const stages: Stage[] = [];
  let pass = 0;
  for (const view of template.views(scale.epochs, scale.size)) {
    const passCost = (view.bandwidth / scale.size) ** 2 / scale.baselineEpochs;
    const middle = view.startEpoch + view.epochs / 2;
    let current: Stage | undefined;
    for (let done = 0; done < view.epochs; done++, pass++) {
      const epoch = view.startEpoch + done;
      // A stage of equal compute is hidden from as a whole: tenths of the horizon are no whole epochs.
      const position = template.clock === 'compute' ? middle : epoch;
      const hideFraction = hiding === null ? 0 : stepAt(hiding.steps, position, view.horizonEpochs);
      const learningRateFactor = hiding?.learningRateFactor(hideFraction, pass) ?? 1;
      const cost = passCost * (hiding?.cost(hideFraction, pass) ?? 1);
      const rate = steps === null ? null : stepAt(steps, epoch, view.horizonEpochs);
      if (
        current?.hideFraction === hideFraction &&
        current.learningRateFactor === learningRateFactor &&
        (rate === null || current.learningRate?.from === rate)
      ) {
        current.epochs++;
        current.compute += cost;
      } else {
        current = {
          ...view,
          epochs: 1,
          startEpoch: epoch,
          hideFraction,
          learningRateFactor,
          learningRate: rate === null ? null : { from: rate, to: rate },
          batchSize: template.batchSize,
          compute: cost,
        };
        stages.push(current);
      }
    }
  }
  return curve === 'cosine' ? stages.map(withCosine) : stages;
}

/** The value of the last step that has begun at a position, in epochs of `horizon`. */
const stepAt = (steps: readonly Step[], position: number, horizon: number): number =>
  steps.findLast(
    ({ from: [numerator, denominator] }) => denominator * position >= numerator * horizon,
  )?.value ?? 0;

function withCosine(stage: Stage): Stage {
  const at = (epoch: number) => (1 + Math.cos((Math.PI * epoch) / stage.horizonEpochs)) / 2;
  const { startEpoch, epochs } = stage;
  return { ...stage, learningRate: { from: at(startEpoch), to: at(startEpoch + epochs) } };
}

const hasModel = (id: string) => modelNames.some((name) => name === id);

/** What became of the published stages and bandwidths, where the scale changes them. */
function scaling({ views, published }: Template, epochs: number, size: number): string[] {
  const sentences: string[] = [];
  if (published.epochs !== null) {
    const all = views(published.epochs, size).length;
    const left = views(epochs, size).length;
    if (left < all) {
      sentences.push(
        `${all - left} of the ${all} published stages ${all - left === 1 ? 'is' : 'are'} left out, for so few epochs leave none to them.`,
      );
    }
  }
  if (published.size === null || published.size === size) return sentences;
  const sides = (pixels: number) =>
    [...new Set(views(published.epochs ?? DEFAULT_EPOCHS, pixels).map((v) => v.bandwidth))].join(
      ', ',
    );
  const [theirs, ours] = [sides(published.size), sides(size)];
  // A method that shows whole images has nothing to scale.
  if (theirs === `${published.size}`) return sentences;
  return [
    ...sentences,
    `The published ${theirs} of ${published.size} pixels become ${ours} of ${size}: multiples of 4, since networks halve images twice.`,
  ];
}

function notYet(
  template: Template,
  hiding: Hiding | null,
  stages: readonly Stage[],
  size: number,
): string[] {
  const known = (policy: string) => hidingPolicyNames.some((name) => name === policy);
  const missing = template.models.filter(({ id }) => !hasModel(id)).map(({ name }) => name);
  const sentences = ['A run cannot be started from a template yet.'];
  if (stages.some(({ bandwidth }) => bandwidth < size)) {
    sentences.push(
      'Views are not applied in training yet: a run shows every image whole in every epoch, and saves none of the compute above that smaller images save.',
    );
  }
  if (stages.some(({ magnitude }) => magnitude !== null)) {
    sentences.push(
      'Random augmentation is not applied in training yet, so no magnitude is followed.',
    );
  }
  if (hiding !== null && !known(hiding.policy)) {
    sentences.push(`The hiding policy ${hiding.policy} is not in Mikke yet.`);
  }
  if (missing.length > 0) {
    sentences.push(
      `Of the models that were published with it, Mikke has not yet: ${missing.join(', ')}. The stages hold for any model.`,
    );
  }
  return [...sentences, ...template.lacks];
}
