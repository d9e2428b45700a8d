/**
 * How many images a second the thread that fills batches can fill, plain and varied, at the shapes
 * of MNIST and CIFAR; and that a varied batch is the same again. `--json` prints the figures as JSON.
 * Ends with status 1 where a target is missed.
 */
import assert from 'node:assert/strict';
import { newAugmenter } from '../../src/core/augment/augmenter.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import { pixelsOf } from '../../src/core/record/sample-shape.ts';
import type { Augmentation } from '../../src/core/view/augmentation.ts';
import type { Samples } from '../../src/dataset/samples.ts';
import { fillBatch } from '../../src/dataset/source/fill.ts';
import { pixelTable } from '../../src/dataset/source/normalise.ts';

const COUNT = 2048;
const SECONDS = 1;
/** Of RandAugment after crops and flips, at 28 x 28 x 1. */
const TARGET = 20_000;

const cropAndFlip = { seed: 1, cropPadding: 4, flip: true, magnitude: 9, erase: 0 };
const views: [string, Omit<Augmentation, 'epoch'> | null][] = [
  ['plain', null],
  ['crop and flip', { ...cropAndFlip, policy: 'none' }],
  ['the same and RandAugment', { ...cropAndFlip, policy: 'randaugment' }],
  ['the same and erasing, 0.25', { ...cropAndFlip, policy: 'randaugment', erase: 0.25 }],
  ['crop, flip and TrivialAugment', { ...cropAndFlip, policy: 'trivialaugment-wide' }],
];

/** Images a second of this thread's own time, so that other work on the machine counts less. */
function speed(split: Samples, view: Omit<Augmentation, 'epoch'> | null): number {
  const { channels } = split.shape;
  const mean = new Array<number>(channels).fill(0.5);
  const table = pixelTable(mean, new Array<number>(channels).fill(0.25));
  const samples = Uint32Array.from({ length: COUNT }, (_, i) => i);
  const pixels = new Float32Array(split.pixels.length);
  const labels = new Int32Array(COUNT);
  const fill = (epoch: number) => {
    const augmenter = view && newAugmenter({ ...view, epoch }, split.shape, mean);
    fillBatch(split, table, augmenter, samples, pixels, labels);
  };
  fill(0);
  const first = pixels.slice();
  const spent = () => process.cpuUsage().user / 1e6;
  const start = spent();
  let epoch = 0;
  do fill(++epoch);
  while (spent() - start < SECONDS);
  const perSecond = (epoch * COUNT) / (spent() - start);
  fill(0);
  assert.deepEqual(pixels, first);
  return Math.round(perSecond);
}

const figures = [
  { height: 28, width: 28, channels: 1 },
  { height: 32, width: 32, channels: 3 },
].flatMap((shape) => {
  const random = randomStream({ seed: 1, purpose: 'pixels' });
  const bytes = Uint8Array.from({ length: COUNT * pixelsOf(shape) }, () => random.below(256));
  const split = { count: COUNT, shape, pixels: bytes, labels: new Uint8Array(COUNT) };
  const { height, width, channels } = shape;
  return views.map(([view, augmentation]) => ({
    shape: `${height} x ${width} x ${channels}`,
    view,
    imagesPerSecond: speed(split, augmentation),
  }));
});

if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else console.table(figures);
const reached = figures.find(({ view }) => view.endsWith('RandAugment'))?.imagesPerSecond ?? 0;
if (reached < TARGET) process.exitCode = 1;
