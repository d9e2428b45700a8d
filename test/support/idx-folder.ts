/** A small data set that a small network learns in a second, as IDX files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../src/core/random/stream.ts';

const SIDE = 10;
const CLASS_COUNT = 3;

/** An IDX file of unsigned bytes. */
export function idx(dimensions: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 0x08;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

/** Each class brightens its own third of the picture, under noise that makes some samples hard. */
export function shapes(count: number, seed: number) {
  const random = randomStream({ seed, purpose: 'shapes' });
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let sample = 0; sample < count; sample++) {
    const label = random.below(CLASS_COUNT);
    labels[sample] = label;
    const strength = 40 + random.below(160);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const inBand = Math.floor((pixel % SIDE) / (SIDE / CLASS_COUNT)) === label;
      images[sample * SIDE * SIDE + pixel] = random.below(100) + (inBand ? strength / 2 : 0);
    }
  }
  return { images: idx([count, SIDE, SIDE], images), labels: idx([count], labels) };
}

export function writeShapes(folder: string, trainCount: number, testCount: number): void {
  const train = shapes(trainCount, 1);
  const test = shapes(testCount, 2);
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), train.images);
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), train.labels);
  writeFileSync(join(folder, 't10k-images-idx3-ubyte'), test.images);
  writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), test.labels);
}
