/** What people are shown of a sample in an epoch, against what the training loop hands to a learner. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hidingPolicyNames } from '../../src/core/hiding/registry.ts';
import { hasBit } from '../../src/core/ledger/bits.ts';
import { newLedger, type SampleFacts } from '../../src/core/ledger/ledger.ts';
import type { DatasetRecord } from '../../src/core/record/dataset.ts';
import { fullSchedule } from '../../src/core/recipe/recipe.ts';
import { showingOf, showingWords } from '../../src/core/recipe/showing.ts';
import type { View } from '../../src/core/view/resampling.ts';
import { buildDataset } from '../../src/dataset/build.ts';
import { pictureOf, seenAs } from '../../src/dataset/seen.ts';
import { openDataSource } from '../../src/dataset/source/data-source.ts';
import type { Batch } from '../../src/training/data-source.ts';
import type { Learner } from '../../src/training/learner.ts';
import { trainRun } from '../../src/training/loop.ts';
import { fakeRun } from '../support/fake-run.ts';
import { smallArrays, smallFiles } from './small.ts';

const SHAPE = [8, 6, 3];
const SIZE = 8 * 6 * 3;
const TRAIN = 30;
const CLASSES = 3;
const arrays = smallArrays({ train: TRAIN, shape: SHAPE });
const picture = (sample: number) =>
  arrays.train.pixels.subarray(sample * SIZE, (sample + 1) * SIZE);

type Sight = { pixels: Float32Array; view: View | null };

/** Keeps how each sample was last shown, but in the evaluation; what it says of a sample changes. */
function watchingLearner() {
  const last = new Map<number, Sight>();
  let calls = 0;
  const see = ({ samples, pixels }: Batch, view: View | undefined): SampleFacts => {
    calls++;
    samples.forEach((sample, i) =>
      last.set(sample, { pixels: pixels.slice(i * SIZE, (i + 1) * SIZE), view: view ?? null }),
    );
    return factsOf(samples);
  };
  const factsOf = (samples: Uint32Array): SampleFacts => ({
    loss: Float32Array.from(samples, (sample) => (((sample * 7 + calls) % 13) + 1) / 13),
    confidence: Float32Array.from(samples, (sample) => (sample % 4 === 0 ? 0.5 : 0.9)),
    predicted: Int32Array.from(samples, (sample) => (sample % 5 === 0 ? 0 : sample % CLASSES)),
  });
  const learner: Learner = {
    step: (batch, _, how) => Promise.resolve(see(batch, how?.view)),
    // Only the evaluation forwards batches without options.
    forward: (batch, how) => Promise.resolve(how ? see(batch, how.view) : factsOf(batch.samples)),
    scores: (batch) => Promise.resolve(Float32Array.from(batch.samples)),
    lastLayerGradient(batch) {
      see(batch, undefined);
      return Promise.resolve(Float32Array.of(batch.samples[0] + 1, 1));
    },
    state: () => Promise.resolve([]),
    restore: () => undefined,
    dispose: () => undefined,
  };
  return { learner, last };
}

describe('a sample as the network saw it', () => {
  let folder: string;
  let record: DatasetRecord;
  let data: Awaited<ReturnType<typeof openDataSource>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mikke-seen-'));
    for (const [name, content] of Object.entries(smallFiles({ train: TRAIN, shape: SHAPE }))) {
      writeFileSync(join(folder, name), content);
    }
    const limits = { limit: null, testLimit: null, dataSeed: 3 };
    const built = buildDataset({ name: 'small', folder, files: {}, ...limits }, () => {});
    ({ record } = built);
    data = await openDataSource(record);
  });
  afterAll(async () => {
    await data?.close();
    rmSync(folder, { recursive: true });
  });

  const strong = { augment: 'randaugment', magnitude: 9, erase: 0.5, cropPadding: 2, flip: true };
  const small = { view: 'progressive-resizing', initialScale: 0.5, growFrom: 0.4, wholeFrom: 0.6 };
  const cases: [string, Record<string, unknown>][] = [
    ...hidingPolicyNames.map((policy): [string, Record<string, unknown>] => [
      `a run of ${policy}`,
      { policy, ...strong, ...small },
    ]),
    ['an augmented refresh', { refreshAugment: true, tau: 0, ...strong, ...small }],
    ['epoch-wise Selective-Backprop', { policy: 'selective-backprop', sbMode: 'epoch', ...strong }],
    ['offline forgetting', { policy: 'forget', forgetMode: 'offline', staticEpochs: 2, ...strong }],
    ['pacing by a score', { policy: 'pacing', paceBy: 'el2n', scoreEpochs: 1, ...strong }],
    ['TrivialAugment', { policy: 'none', augment: 'trivialaugment-wide' }],
    [
      'replayed samples',
      { policy: 'none', view: 'efficienttrain-plus-plus', replay: true, ...strong },
    ],
    ['mixed batches', { mixup: 0.4, cutmix: 1, ...strong }],
    ['plain images', { policy: 'none' }],
  ];

  it.each(cases)('is byte for byte what the learner of %s was given', async (_, settings) => {
    const { learner, last } = watchingLearner();
    let compared = 0;
    let unseen = 0;
    const { run } = fakeRun(
      { batch: 8, epochs: 4, hide: 0.4, scoreEpochs: 1, ...settings },
      {
        data,
        learner,
        ledger: newLedger(TRAIN, CLASSES),
        newLearner: () => watchingLearner().learner,
        record: (epoch, columns) => {
          for (let sample = 0; sample < TRAIN; sample++) {
            const state = hasBit(columns.hidden, sample) ? 'hidden' : 'trained';
            const forwarded = columns.confidence[sample] !== 0;
            const showing = showingOf(run.recipe, fullSchedule(run.recipe), epoch, record, {
              ...{ state, forwarded },
            });
            const sight = last.get(sample);
            if (sight === undefined) {
              expect(showing.pass, `sample ${sample} in epoch ${epoch.epoch}`).toBeNull();
              unseen++;
              continue;
            }
            const seen = seenAs(record, sample, picture(sample), showing);
            expect(showing.view).toEqual(sight.view);
            expect(Buffer.from(seen.handed.buffer).equals(Buffer.from(sight.pixels.buffer))).toBe(
              true,
            );
            compared++;
          }
          last.clear();
          return Promise.resolve([]);
        },
      },
    );
    await trainRun(run);
    expect(compared).toBeGreaterThan(TRAIN);
    expect((compared + unseen) % TRAIN).toBe(0);
  });

  it('is the picture itself where nothing was done to it, for people to look at', () => {
    const { shown, done } = seenAs(record, 3, picture(3), { augmentation: null, view: null });
    expect(pictureOf(shown, record)).toEqual(picture(3));
    expect(done).toEqual([]);
  });

  it('says in words what was done', () => {
    const augmentation = { seed: 1, epoch: 2, cropPadding: 3, flip: true, magnitude: 9 };
    const how = { ...augmentation, policy: 'randaugment' as const, erase: 1 };
    const all = Array.from(
      { length: TRAIN },
      (_, sample) =>
        seenAs(record, sample, picture(sample), { augmentation: how, view: null }).done,
    ).flat();
    for (const pattern of [
      /^moved [1-3] px (up|down)$/,
      /^moved [1-3] px (left|right)$/,
      /^mirrored left to right$/,
      /^Rotate -?[\d.]+$/,
      /^Invert$/,
      /^a box of \d x \d px erased$/,
    ]) {
      expect(
        all.some((done) => pattern.test(done)),
        String(pattern),
      ).toBe(true);
    }
    const showing = {
      pass: 'train' as const,
      augmentation: how,
      view: { height: 4, width: 4, resampling: 'frequency' as const },
      mixed: { mixup: 0.2, cutmix: 1 },
    };
    expect(showingWords(showing, record, ['mirrored left to right', 'Rotate 12'])).toEqual([
      'Trained on in this epoch.',
      'Augmented: mirrored left to right, Rotate 12.',
      'Shown at 4 x 4 px of 8 x 6 px, by its low frequencies.',
      'Each step mixed another image of its batch into it, by mixup with alpha 0.2 or CutMix with alpha 1; its own part is shown.',
    ]);
  });
});
