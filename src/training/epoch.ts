/** What the parts of one epoch share: its settings, its streams, its batches, and the counts of what was done. */
import { MikkeError } from '../core/errors/error.ts';
import { credit, type SampleFacts } from '../core/ledger/ledger.ts';
import { randomStream, type RandomStream } from '../core/random/stream.ts';
import { augmentationOf, viewOf } from '../core/recipe/appearance.ts';
import { settingsAt, type Recipe } from '../core/recipe/recipe.ts';
import type { ImageShape, Pass } from '../core/schedule/course.ts';
import type { FullSchedule } from '../core/schedule/schedule.ts';
import type { View } from '../core/view/resampling.ts';
import type { Batch, Split } from './data-source.ts';
import type { Part, Run } from './run.ts';

export type Epoch = Pass & {
  number: number;
  /** What it follows, to its end. */
  schedule: FullSchedule;
  /** The recipe's, with the values of this epoch's tracks. */
  settings: Recipe;
  /** New samples in a step; the others of its batch are replayed. */
  fresh: number;
  random: (purpose: string, index?: number) => RandomStream;
  /** An option of the learner. */
  shown: { view?: View };
  counts: {
    forwardSamples: number;
    backwardSamples: number;
    forwardPixels: number;
    backwardPixels: number;
  };
  /** Samples that were forwarded, and those of them that were learned from as well, at a size. */
  count: (forward: number, backward: number, shape?: ImageShape) => void;
  /** @throws loss-not-finite, and nothing is credited then */
  credit: (samples: Uint32Array, facts: SampleFacts) => void;
  lossNotFinite: (split: Split, sample: number) => MikkeError;
  /** The batches of `order` until a stop is requested, each reported once it is done. */
  batches: (
    part: Part,
    order: Uint32Array,
    how?: { augmented?: boolean; total?: number; doneBefore?: number },
  ) => AsyncGenerator<Batch, void, undefined>;
};

export function openEpoch(run: Run, number: number, pass: Pass, schedule: FullSchedule): Epoch {
  const { recipe, ledger, data } = run;
  const settings = settingsAt(recipe, schedule, pass.at);
  const fresh = Math.max(1, Math.round(settings.batch / pass.replay));
  const augmentation = augmentationOf(settings, number);
  const counts = { forwardSamples: 0, backwardSamples: 0, forwardPixels: 0, backwardPixels: 0 };
  const lossNotFinite = (split: Split, sample: number) =>
    new MikkeError('loss-not-finite', {
      epoch: number,
      sample: `${split === 'train' ? 'training' : 'test'} sample ${sample}`,
    });
  return {
    ...pass,
    number,
    schedule,
    settings,
    fresh,
    random: (purpose, index = 0) =>
      randomStream({ seed: recipe.seed, purpose, epoch: number, index }),
    shown: viewOf(pass.view, data, settings),
    counts,
    count(forward, backward, { height, width } = pass.view) {
      counts.forwardSamples += forward;
      counts.backwardSamples += backward;
      counts.forwardPixels += forward * height * width;
      counts.backwardPixels += backward * height * width;
    },
    credit(samples, facts) {
      const sample = credit(ledger, samples, data.trainLabels, facts);
      if (sample !== -1) throw lossNotFinite('train', sample);
    },
    lossNotFinite,
    async *batches(
      part,
      order,
      { augmented = part === 'train', total = order.length, doneBefore = 0 } = {},
    ) {
      const split = part === 'evaluate' ? 'test' : 'train';
      const varied = augmented ? augmentation : null;
      const size = part === 'train' ? fresh : settings.batch;
      let done = doneBefore;
      for await (const batch of data.batches(split, order, size, varied)) {
        if (run.stopRequested()) return;
        yield batch;
        done += batch.samples.length;
        run.progress({ epoch: number, part, done, total });
      }
    },
  };
}
