import { beforeAll, expect, test } from 'vitest';
import { modelNames } from '../../src/core/recipe/parameters.ts';
import { prepareEngine } from '../../src/engine/engine.ts';
import { tf } from '../../src/engine/tf.ts';
import { measureSpeed } from '../../src/training/calibrate.ts';
import { createLearner, type LearnerSettings } from '../../src/training/tfjs-learner.ts';
import type { Batch } from '../../src/training/data-source.ts';
import type { Learner, StateArray, StepOptions } from '../../src/training/learner.ts';
import { relativeDifference } from '../engine/numbers.ts';
import { cutSpectrumOf } from '../core/view/cut-spectrum.ts';
import { smallBatch, smallImages } from './batches.ts';

const settings: LearnerSettings = {
  ...smallImages,
  model: 'resnet8',
  width: 4,
  seed: 1,
  momentum: 0.9,
  nesterov: false,
  weightDecay: 0.0005,
};

beforeAll(() => prepareEngine('wasm'));

/** Steps with the batches `from` … `to` - 1, and all facts of them. */
async function steps(learner: ReturnType<typeof createLearner>, from: number, to: number) {
  const facts = [];
  for (let i = from; i < to; i++) facts.push(await learner.step(smallBatch(6, i), 0.05));
  return facts;
}

const valuesByName = (state: StateArray[]) =>
  new Map(state.map(({ name, values }) => [name, values]));

test('the same seed gives the same bytes', async () => {
  const [first, second] = [createLearner(settings), createLearner(settings)];
  expect(await steps(first, 0, 5)).toEqual(await steps(second, 0, 5));
  expect(await first.state()).toEqual(await second.state());
  first.dispose();
  second.dispose();
});

test('another seed gives other weights', async () => {
  const [first, second] = [createLearner(settings), createLearner({ ...settings, seed: 2 })];
  expect((await first.state())[0].values).not.toEqual((await second.state())[0].values);
  first.dispose();
  second.dispose();
});

test('a restored learner goes on with the same bytes as one that never stopped', async () => {
  const unbroken = createLearner({ ...settings, nesterov: true });
  await steps(unbroken, 0, 4);
  const saved = await unbroken.state();
  const expected = [await steps(unbroken, 4, 8), await unbroken.state()];

  const resumed = createLearner({ ...settings, nesterov: true, seed: 99 });
  resumed.restore(saved);
  expect([await steps(resumed, 4, 8), await resumed.state()]).toEqual(expected);
  unbroken.dispose();
  resumed.dispose();
});

test('a state that was restored is the one that is given back', async () => {
  const [first, second] = [createLearner(settings), createLearner({ ...settings, seed: 2 })];
  await steps(first, 0, 2);
  const state = await first.state();
  second.restore(state);
  expect(await second.state()).toEqual(state);
  first.dispose();
  second.dispose();
});

test('a state of another model is refused and changes nothing', async () => {
  const learner = createLearner(settings);
  const wider = createLearner({ ...settings, width: 5 });
  const before = await learner.state();
  const other = await wider.state();
  expect(() => learner.restore(other)).toThrow(/"stem.filter" \[3, 3, 1, 5\]/);
  expect(() => learner.restore(before.slice(1))).toThrow(/arrays/);
  const renamed = before.map((array, i) => (i === 3 ? { ...array, name: 'x' } : array));
  expect(() => learner.restore(renamed)).toThrow(/"x"/);
  const truncated = before.map((array) => ({ ...array, values: array.values.slice(1) }));
  expect(() => learner.restore(truncated)).toThrow(/stem.filter/);
  expect(await learner.state()).toEqual(before);
  learner.dispose();
  wider.dispose();
});

test('evaluation changes nothing', async () => {
  const learner = createLearner(settings);
  await steps(learner, 0, 2);
  const before = await learner.state();
  const facts = await learner.forward(smallBatch(6, 9));
  expect(await learner.forward(smallBatch(6, 9))).toEqual(facts);
  expect(await learner.state()).toEqual(before);
  learner.dispose();
});

test('evaluation of a sample does not depend on the others of its batch', async () => {
  const learner = createLearner(settings);
  await steps(learner, 0, 3);
  const batch = smallBatch(6, 9);
  const together = await learner.forward(batch);
  for (let i = 0; i < 6; i++) {
    const alone = await learner.forward({
      samples: batch.samples.slice(i, i + 1),
      pixels: batch.pixels.slice(i * 72, (i + 1) * 72),
      labels: batch.labels.slice(i, i + 1),
    });
    expect(alone.loss[0]).toBeCloseTo(together.loss[i], 5);
    expect(alone.predicted[0]).toBe(together.predicted[i]);
  }
  learner.dispose();
});

test('facts agree with each other: a right sample has the confidence exp(-loss)', async () => {
  const learner = createLearner(settings);
  const batch = smallBatch(30, 0);
  const { loss, confidence, predicted } = await learner.step(batch, 0.05);
  expect(loss).toBeInstanceOf(Float32Array);
  expect(confidence).toBeInstanceOf(Float32Array);
  expect(predicted).toBeInstanceOf(Int32Array);
  const right = [...predicted.keys()].filter((i) => predicted[i] === batch.labels[i]);
  expect(right.length).toBeGreaterThan(0);
  for (const i of predicted.keys()) {
    const probabilityOfLabel = Math.exp(-loss[i]);
    if (right.includes(i)) expect(confidence[i]).toBeCloseTo(probabilityOfLabel, 5);
    else expect(confidence[i]).toBeGreaterThan(probabilityOfLabel);
  }
  learner.dispose();
});

test('a step decays every weight, those of batch normalisation too', async () => {
  const [without, decayed] = [0, 0.01].map((weightDecay) =>
    createLearner({ ...settings, weightDecay }),
  );
  const initial = valuesByName(await without.state());
  const batch = smallBatch(6, 0);
  await without.step(batch, 0.1);
  await decayed.step(batch, 0.1);
  const plain = valuesByName(await without.state());
  for (const [name, values] of valuesByName(await decayed.state())) {
    if (/\.(mean|variance|velocity)$/.test(name)) continue;
    const before = initial.get(name) as Float32Array;
    const expected = (plain.get(name) as Float32Array).map((w, i) => w - 0.1 * 0.01 * before[i]);
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  }
  without.dispose();
  decayed.dispose();
});

test('running statistics keep nine tenths of their value and take a tenth of the batch', async () => {
  const learner = createLearner(settings);
  const initial = valuesByName(await learner.state());
  const batch = smallBatch(6, 0);
  await learner.step(batch, 0);
  const state = valuesByName(await learner.state());
  // With a learning rate of 0 the weights stay, so a second step sees the same batch statistics.
  await learner.step(batch, 0);
  const second = valuesByName(await learner.state());
  for (const name of ['stem.mean', 'stage3.block1.conv2.variance']) {
    const [zeroth, first, next] = [initial, state, second].map((values) => values.get(name)![0]);
    const ofBatch = (first - 0.9 * zeroth) / 0.1;
    expect(next).toBeCloseTo(0.9 * first + 0.1 * ofBatch, 4);
    expect(ofBatch).not.toBeCloseTo(zeroth, 3);
  }
  learner.dispose();
});

test('running statistics are of all positions of a batch, the variance without its bias', async () => {
  const learner = createLearner(settings);
  const batch = smallBatch(5, 0);
  const filter = valuesByName(await learner.state()).get('stem.filter') as Float32Array;
  await learner.step(batch, 0.05);
  const state = valuesByName(await learner.state());
  const [mean, variance] = tf.tidy(() => {
    const pixels = tf.tensor4d(batch.pixels, [5, 8, 9, 1]);
    const seen = tf.conv2d(pixels, tf.tensor4d(filter, [3, 3, 1, 4]), 1, 'same');
    const { mean, variance } = tf.moments(seen, [0, 1, 2]);
    return [mean.dataSync(), variance.dataSync()];
  });
  const positions = 5 * 8 * 9;
  for (let c = 0; c < 4; c++) {
    const unbiased = (variance[c] * positions) / (positions - 1);
    expect(state.get('stem.mean')![c]).toBeCloseTo(0.1 * mean[c], 6);
    expect(state.get('stem.variance')![c] / (0.9 + 0.1 * unbiased)).toBeCloseTo(1, 5);
  }
  learner.dispose();
});

test.each(modelNames)('%s evaluates by the weights that it has now', async (model) => {
  const [learner, other] = [
    createLearner({ ...settings, model }),
    createLearner({ ...settings, model }),
  ];
  const batch = smallBatch(6, 9);
  const initial = await other.state();
  const before = await learner.forward(batch);
  await steps(learner, 0, 2);
  const after = await learner.forward(batch);
  expect(after).not.toEqual(before);
  other.restore(await learner.state());
  expect(await other.forward(batch)).toEqual(after);
  other.restore(initial);
  expect(await other.forward(batch)).toEqual(before);
  learner.dispose();
  other.dispose();
});

/** The gradient that a step takes of the weights before it. */
async function gradientOf(batch: Batch, how?: StepOptions) {
  const learner = createLearner({ ...settings, classes: 2, weightDecay: 0 });
  const facts = await learner.step(batch, 0.05, how);
  // Without weight decay, the first velocity is the gradient.
  const gradient = valuesByName(await learner.state());
  learner.dispose();
  return { facts, of: (name: string) => gradient.get(`${name}.velocity`) as Float32Array };
}

/** Six images of two classes. */
function twoClasses(): Batch {
  const batch = smallBatch(6, 0);
  return { ...batch, labels: Int32Array.of(0, 1, 1, 0, 1, 0) };
}

const mix = { partner: Int32Array.of(3, 2, 1, 5, 0, 4), share: 0.75, box: null };

/** What the bias must be pulled by: the mean of weight · (softmax - target), from the loss of two classes. */
function pullOfBias(loss: Float32Array, labels: Int32Array, how: StepOptions): number[] {
  const smoothing = how.labelSmoothing ?? 0;
  const target = (label: number, c: number) => (label === c ? 1 - smoothing : 0) + smoothing / 2;
  return [0, 1].map((c) => {
    const pulls = [...loss].map((value, i) => {
      const ofLabel = Math.exp(-value);
      const probability = labels[i] === c ? ofLabel : 1 - ofLabel;
      const own = target(labels[i], c);
      const wanted = how.mix
        ? how.mix.share * own + (1 - how.mix.share) * target(labels[how.mix.partner[i]], c)
        : own;
      return (how.weights?.[i] ?? 1) * (probability - wanted);
    });
    return pulls.reduce((sum, pull) => sum + pull, 0) / loss.length;
  });
}

test.each<[string, StepOptions]>([
  ['nothing', {}],
  ['weights', { weights: Float32Array.of(2, 0, 1, 0.5, 0, 3) }],
  ['smoothed labels', { labelSmoothing: 0.2 }],
  ['mixed samples', { mix }],
  ['all of them', { weights: Float32Array.of(2, 0, 1, 0.5, 0, 3), labelSmoothing: 0.2, mix }],
])('a step with %s pulls the bias by weight · (softmax - target)', async (_, how) => {
  const batch = twoClasses();
  const { facts, of } = await gradientOf(batch, how);
  const expected = pullOfBias(facts.loss, batch.labels, how);
  of('dense.bias').forEach((value, c) => expect(value).toBeCloseTo(expected[c], 5));
});

test('weights scale every gradient and leave the facts as they are', async () => {
  const plain = await gradientOf(twoClasses());
  const doubled = await gradientOf(twoClasses(), { weights: new Float32Array(6).fill(2) });
  expect(doubled.facts).toEqual(plain.facts);
  for (const name of ['stem.filter', 'stage2.block1.conv1.scale', 'dense.kernel'])
    expect(
      relativeDifference(
        doubled.of(name),
        plain.of(name).map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-4);
});

test.each([null, { top: 2, left: 0, height: 5, width: 7 }])(
  'a mixed batch is seen as its mixed pixels, with the facts of its own labels: %j',
  async (box) => {
    const batch = twoClasses();
    const pixels = batch.pixels.map((own, at) => {
      const [sample, row, column] = [Math.floor(at / 72), Math.floor((at % 72) / 9), at % 9];
      const other = batch.pixels[mix.partner[sample] * 72 + (at % 72)];
      return box ? (row >= 2 && row < 7 && column < 7 ? other : own) : 0.75 * own + 0.25 * other;
    });
    const { facts } = await gradientOf(batch, { mix: { ...mix, box } });
    const expected = (await gradientOf({ ...batch, pixels })).facts;
    expect(relativeDifference(facts.loss, expected.loss)).toBeLessThan(1e-4);
    expect(relativeDifference(facts.confidence, expected.confidence)).toBeLessThan(1e-4);
    expect(facts.predicted).toEqual(expected.predicted);
  },
);

test.each<[string, StepOptions]>([
  ['5 weights for 6 samples', { weights: new Float32Array(5) }],
  ['7 partners for 6 samples', { mix: { ...mix, partner: new Int32Array(7) } }],
  ['partner 6 is not one', { mix: { ...mix, partner: mix.partner.with(2, 6) } }],
  ['not inside of an image', { mix: { ...mix, box: { top: 4, left: 0, height: 5, width: 1 } } }],
])('a step refuses what does not fit its batch, and changes nothing: %s', async (what, how) => {
  const learner = createLearner(settings);
  const before = await learner.state();
  const tensors = tf.memory().numTensors;
  await expect(learner.step(smallBatch(6, 0), 0.05, how)).rejects.toThrow(what);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await learner.state()).toEqual(before);
  learner.dispose();
});

const small = { height: 4, width: 6, resampling: 'frequency' } as const;

/** A batch whose pixels are already what a view shows, for a learner of images of that size. */
function shownBatch(batch: Batch): Batch {
  const pixels = cutSpectrumOf(batch.pixels, { height: 8, width: 9 }, small, 1);
  return { ...batch, pixels: Float32Array.from(pixels) };
}

test.each<[string, StepOptions]>([
  ['alone', {}],
  ['before it is mixed', { mix }],
  [
    'before the partner’s box is put in',
    { mix: { ...mix, box: { top: 1, left: 2, height: 3, width: 4 } } },
  ],
])('a view is what a learner of its size would see, %s', async (_, how) => {
  const viewing = createLearner(settings);
  const ofSize = createLearner({ ...settings, imageHeight: 4, imageWidth: 6 });
  const batch = smallBatch(6, 0);
  const found = [
    await viewing.step(batch, 0.05, { ...how, view: small }),
    await viewing.forward(smallBatch(6, 1), { view: small }),
  ];
  const expected = [
    await ofSize.step(shownBatch(batch), 0.05, how),
    await ofSize.forward(shownBatch(smallBatch(6, 1))),
  ];
  found.forEach(({ loss, predicted }, i) => {
    expect(relativeDifference(loss, expected[i].loss)).toBeLessThan(1e-4);
    expect(predicted).toEqual(expected[i].predicted);
  });
  viewing.dispose();
  ofSize.dispose();
});

test('a view of the whole image changes no byte', async () => {
  const [plain, viewing] = [createLearner(settings), createLearner(settings)];
  const view = { height: 8, width: 9, resampling: 'lanczos' } as const;
  const batch = smallBatch(6, 0);
  expect(await viewing.step(batch, 0.05, { view })).toEqual(await plain.step(batch, 0.05));
  expect(await viewing.forward(batch, { view })).toEqual(await plain.forward(batch));
  expect(await viewing.state()).toEqual(await plain.state());
  plain.dispose();
  viewing.dispose();
});

test.each(modelNames)('%s trains and evaluates at every size of its views', async (model) => {
  const learner = createLearner({ ...settings, model, width: 2 });
  for (const [height, width] of [
    [4, 4],
    [8, 4],
    [5, 7],
    [12, 16],
    [1, 1],
  ]) {
    const view = { height, width, resampling: 'bilinear' } as const;
    for (const facts of [
      await learner.step(smallBatch(4, 0), 0.01, { view }),
      await learner.forward(smallBatch(4, 1), { view }),
    ])
      expect(facts.loss.every((loss) => Number.isFinite(loss))).toBe(true);
  }
  learner.dispose();
});

test('a view that cannot be had is refused, and changes nothing', async () => {
  const learner = createLearner(settings);
  const before = await learner.state();
  const tensors = tf.memory().numTensors;
  const view = { height: 16, width: 16, resampling: 'frequency' } as const;
  await expect(learner.step(smallBatch(6, 0), 0.05, { view })).rejects.toThrow('8 pixels to 16');
  await expect(learner.forward(smallBatch(6, 0), { view })).rejects.toThrow('8 pixels to 16');
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await learner.state()).toEqual(before);
  learner.dispose();
});

test('more views than are kept leave no more tensors behind than a few, and none in the end', async () => {
  const before = tf.memory().numTensors;
  const learner = createLearner({ ...settings, width: 2 });
  const show = (height: number, width: number) =>
    learner.forward(smallBatch(2, 0), { view: { height, width, resampling: 'lanczos' } });
  for (let width = 1; width <= 8; width++) await show(4, width);
  const full = tf.memory().numTensors;
  for (let width = 1; width <= 8; width++) await show(5, width);
  expect(tf.memory().numTensors).toBe(full);
  learner.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a forward pass in training mode sees and takes what a step does, and changes no weight', async () => {
  const [observing, stepping] = [createLearner(settings), createLearner(settings)];
  await steps(observing, 0, 2);
  await steps(stepping, 0, 2);
  const before = valuesByName(await observing.state());
  // So that filters with the old statistics in them are there.
  await observing.forward(smallBatch(6, 5));
  const facts = await observing.forward(smallBatch(6, 3), { mode: 'train' });
  expect(facts).toEqual(await stepping.step(smallBatch(6, 3), 0));
  const [after, expected] = [await observing.state(), valuesByName(await stepping.state())];
  for (const { name, values } of after) {
    const isStatistic = /\.(mean|variance)$/.test(name);
    expect(values, name).toEqual((isStatistic ? expected : before).get(name));
  }
  const fresh = createLearner(settings);
  fresh.restore(after);
  expect(await observing.forward(smallBatch(6, 5))).toEqual(await fresh.forward(smallBatch(6, 5)));
  for (const learner of [observing, stepping, fresh]) learner.dispose();
});

test('a confidence over the batch is the share of equal samples, whatever the pass', async () => {
  const over = (confidenceAxis: 'class' | 'batch') =>
    createLearner({ ...settings, confidenceAxis });
  const [byBatch, byClass] = [over('batch'), over('class')];
  const one = smallBatch(1, 0);
  const four: Batch = {
    samples: Uint32Array.of(0, 1, 2, 3),
    pixels: Float32Array.from({ length: 4 * 72 }, (_, at) => one.pixels[at % 72]),
    labels: new Int32Array(4),
  };
  for (const pass of [
    (learner: Learner) => learner.step(four, 0.05),
    (learner: Learner) => learner.step(four, 0.05, { labelSmoothing: 0.1 }),
    (learner: Learner) => learner.forward(four),
    (learner: Learner) => learner.forward(four, { mode: 'train' }),
  ]) {
    const [found, usual] = [await pass(byBatch), await pass(byClass)];
    found.confidence.forEach((value) => expect(value).toBeCloseTo(1 / 4, 5));
    expect({ ...found, confidence: null }).toEqual({ ...usual, confidence: null });
    expect(usual.confidence[0]).toBeGreaterThan(1 / 3);
  }
  expect([...(await byBatch.forward(one)).confidence]).toEqual([1]);
  expect(await byBatch.state()).toEqual(await byClass.state());
  byBatch.dispose();
  byClass.dispose();
});

test('two hundred steps and evaluations leave no tensor behind', async () => {
  const learner = createLearner({ ...settings, width: 2, confidenceAxis: 'batch' });
  await steps(learner, 0, 1);
  await learner.forward(smallBatch(6, 0));
  // The matrices of a view are kept, for each batch size.
  for (const size of [2, 3, 4]) await learner.forward(smallBatch(size, 0), { view: small });
  const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
  for (let i = 0; i < 200; i++) {
    const size = i % 3 === 0 ? 2 : 4;
    const partner = new Int32Array(size);
    await learner.step(smallBatch(size, i), 0.01, {
      ...(i % 2 === 0 ? { weights: new Float32Array(size).fill(0.5) } : {}),
      ...(i % 5 === 0 ? { mix: { partner, share: 0.5, box: null } } : {}),
      ...(i % 4 === 0 ? { view: small } : {}),
    });
    if (i % 10 === 0) await learner.forward(smallBatch(3, i));
    if (i % 10 === 5) await learner.forward(smallBatch(3, i), { mode: 'train', view: small });
  }
  // Evaluation keeps its folded filters to the next step.
  await learner.forward(smallBatch(3, 0));
  expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
  learner.dispose();
});

test('a learner that is disposed leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const learner = createLearner(settings);
  await steps(learner, 0, 1);
  learner.restore(await learner.state());
  learner.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a batch of one sample trains', async () => {
  const learner = createLearner(settings);
  const { loss } = await learner.step(smallBatch(1, 0), 0.01);
  expect(loss).toHaveLength(1);
  for (const { values } of await learner.state())
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
  learner.dispose();
});

test.each(modelNames)('%s learns classes of small images', async (model) => {
  const learner = createLearner({ ...settings, model });
  for (let i = 0; i < 25; i++) await learner.step(smallBatch(24, i), 0.05);
  const batch = smallBatch(60, 1000);
  const { predicted } = await learner.forward(batch);
  const right = predicted.filter((label, i) => label === batch.labels[i]).length;
  expect(right).toBeGreaterThan(54);
  learner.dispose();
});

test('a loss that overflows is handed on as it is', async () => {
  const learner = createLearner(settings);
  await learner.step(smallBatch(6, 0), 1e30);
  const { loss } = await learner.step(smallBatch(6, 1), 1e30);
  expect(loss.some((value) => !Number.isFinite(value))).toBe(true);
  learner.dispose();
});

test('measured speeds are positive and leave no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const speed = await measureSpeed({ ...smallImages, model: 'resnet8', width: 2, batch: 4 }, 0);
  expect(speed.trainImagesPerSecond).toBeGreaterThan(0);
  expect(speed.forwardImagesPerSecond).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});
