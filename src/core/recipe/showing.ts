/** How a run showed a sample to its network in an epoch. */
import { usesBatchRule, type HidingPolicy, type SampleState } from '../hiding/policy.ts';
import { hidingPolicies } from '../hiding/registry.ts';
import type { EpochRecord } from '../record/run.ts';
import type { ImageShape } from '../schedule/course.ts';
import type { FullSchedule } from '../schedule/schedule.ts';
import type { Augmentation } from '../view/augmentation.ts';
import type { View } from '../view/resampling.ts';
import { augmentationOf, viewOf } from './appearance.ts';
import { settingsAt, type Recipe } from './recipe.ts';

/**
 * The passes of an epoch in which a sample is forwarded: `choice` is the one by which a policy chooses
 * from a batch, and `score` the one before the plan.
 */
export type ShowingPass = 'train' | 'choice' | 'refresh' | 'score' | 'evaluate';

export type Showing = {
  /** The last pass of the epoch that showed it; null where none did, and then the rest is a whole image. */
  pass: ShowingPass | null;
  /** Null where the image stays as it is. */
  augmentation: Augmentation | null;
  /** Null where the image is shown whole. */
  view: View | null;
  /** What a step adds of other images of its batch: the settings of mixup and CutMix, where they are on. */
  mixed: { mixup: number; cutmix: number } | null;
};

const whole = { augmentation: null, view: null, mixed: null };

/** A test sample is evaluated whole in every epoch. */
export const testShowing: Showing = { pass: 'evaluate', ...whole };

/**
 * Of a training sample.
 * @param schedule what the run followed in the epoch
 * @param forwarded whether it was forwarded in this epoch or any before: who is held out never is
 */
export function showingOf(
  recipe: Recipe,
  schedule: FullSchedule,
  record: Pick<EpochRecord, 'epoch' | 'at' | 'viewHeight' | 'viewWidth'>,
  image: ImageShape,
  { state, forwarded }: { state: SampleState; forwarded: boolean },
): Showing {
  const policy = hidingPolicies[recipe.policy];
  const settings = settingsAt(recipe, schedule, record.at);
  const augmentation = augmentationOf(settings, record.epoch);
  const shown = { height: record.viewHeight, width: record.viewWidth };
  const view = viewOf(shown, image, settings).view ?? null;
  if (state !== 'hidden') {
    const { mixup, cutmix } = settings;
    const mixed = mixup === 0 && cutmix === 0 ? null : { mixup, cutmix };
    return { pass: 'train', augmentation, view, mixed };
  }
  const pass = hiddenPass(policy, settings, record.epoch, forwarded);
  switch (pass) {
    case 'refresh': {
      const augmented = 'refreshAugment' in policy.settings && settings.refreshAugment;
      return { pass, augmentation: augmented ? augmentation : null, view, mixed: null };
    }
    case 'choice':
      return { pass, augmentation, view, mixed: null };
    case 'score': {
      const gradients = policy.before?.({ epoch: record.epoch, settings }) === 'gradients';
      return { pass, ...whole, view: gradients ? null : view };
    }
    case null:
      return { pass, ...whole };
  }
}

function hiddenPass(
  policy: HidingPolicy,
  settings: Recipe,
  epoch: number,
  forwarded: boolean,
): 'refresh' | 'choice' | 'score' | null {
  if (policy.refreshes?.(settings) === true) return 'refresh';
  if (usesBatchRule(policy, settings)) return forwarded ? 'choice' : null;
  return (policy.before?.({ epoch, settings }) ?? null) === null ? null : 'score';
}

const passWords: Record<ShowingPass, string> = {
  train: 'Trained on in this epoch',
  choice: 'Forwarded with its batch, from which others were chosen to learn from',
  refresh: 'Hidden, and forwarded without learning at the end of the epoch',
  score: 'Hidden, and forwarded without learning before the epoch was planned',
  evaluate: 'Forwarded without learning in the evaluation after each epoch',
};

const resamplingWords = {
  frequency: 'its low frequencies',
  lanczos: 'Lanczos',
  bilinear: 'bilinear interpolation',
};

/**
 * The same in sentences.
 * @param done what the augmentation did to the image, in words
 */
export function showingWords(
  { pass, augmentation, view, mixed }: Showing,
  image: ImageShape,
  done: readonly string[],
): string[] {
  const size = ({ height, width }: ImageShape) => `${height} x ${width} px`;
  if (pass === null) {
    return ['Not shown to the network in this epoch: this is the picture as it is.'];
  }
  const varied = done.length === 0 ? 'left as it was' : done.join(', ');
  return [
    `${passWords[pass]}.`,
    augmentation === null ? 'Not augmented.' : `Augmented: ${varied}.`,
    view === null
      ? `Shown whole, ${size(image)}.`
      : `Shown at ${size(view)} of ${size(image)}, by ${resamplingWords[view.resampling]}.`,
    ...(mixed === null ? [] : [`${mixWords(mixed)}; its own part is shown.`]),
  ];
}

function mixWords({ mixup, cutmix }: NonNullable<Showing['mixed']>): string {
  const how = [
    ...(mixup > 0 ? [`mixup with alpha ${mixup}`] : []),
    ...(cutmix > 0 ? [`CutMix with alpha ${cutmix}`] : []),
  ];
  return `Each step mixed another image of its batch into it, by ${how.join(' or ')}`;
}

/**
 * Why a picture by the same settings is not bit for bit what the network was given, as a sentence;
 * null where it is.
 * @param trainedBy the version of Mikke that trained
 * @param own the version that draws
 */
export function notExact(
  { pass, view, mixed }: Pick<Showing, 'pass' | 'view' | 'mixed'>,
  trainedBy: string,
  own: string,
): string | null {
  if (pass === null) return null;
  const reasons = [
    mixed === null ? null : 'what was mixed into it is left out',
    view === null
      ? null
      : 'an engine rounds the sums of a smaller view in its own way, by far less than one of 255 levels',
    trainedBy === own ? null : `the run was trained by Mikke ${trainedBy}, and this is ${own}`,
  ].filter((reason) => reason !== null);
  return reasons.length === 0 ? null : `Not bit for bit: ${reasons.join(', and ')}.`;
}
