/** A project of the design load with a thumbnail of every sample: built once, and then used again. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import sharp from 'sharp';
import { MADE, mosaicSize, type Thumbnails } from '../../../src/core/record/thumbnail.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { EPOCHS, SAMPLES, epochsOf, imagenet, labels, newRun } from '../imagenet.ts';

export const RUNS = 3;
const SIDE = 64;
const CHANNELS = 3;
const SHAPE = { height: SIDE, width: SIDE, channels: CHANNELS };
const MOSAIC = mosaicSize(SHAPE);
const BATCH = 1024;

/** Waves and rings as its class has them, moved and tinted by the sample's number. */
function paint(sample: number, pixels: Uint8Array): void {
  const label = labels[sample];
  const [fx, fy] = [0.05 + (label % 10) * 0.035, 0.05 + (Math.floor(label / 10) % 10) * 0.035];
  const ring = 0.1 + Math.floor(label / 100) * 0.06;
  const shift = (sample % 997) / 50;
  const [cx, cy] = [16 + (sample % 31), 16 + (sample % 29)];
  for (let y = 0, at = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const wave = Math.sin(x * fx + shift) * Math.sin(y * fy - shift);
      const distance = Math.abs(x - cx) + Math.abs(y - cy);
      const rings = Math.sin(distance * ring + shift);
      pixels[at++] = 128 + 70 * wave + 40 * rings;
      pixels[at++] = 128 + 90 * rings - (label % 40);
      pixels[at++] = 128 + 90 * wave + (sample % 40);
    }
  }
}

/** The mean of the pixels that a smaller one stands for, as near as whole pixels can be. */
function shrink(pixels: Uint8Array, tile: Uint8Array): void {
  const { width, height } = MOSAIC;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = Math.floor(y * (SIDE / height)) * SIDE + Math.floor(x * (SIDE / width));
      for (let c = 0; c < CHANNELS; c++) {
        const of = (offset: number) => pixels[(from + offset) * CHANNELS + c];
        tile[at++] = (of(0) + of(1) + of(SIDE) + of(SIDE + 1)) / 4;
      }
    }
  }
}

async function thumbnails(start: number, end: number): Promise<Thumbnails> {
  const count = end - start;
  const samples = Uint32Array.from({ length: count }, (_, i) => start + i);
  const tileBytes = MOSAIC.width * MOSAIC.height * CHANNELS;
  const mosaics = new Uint8Array(count * tileBytes);
  const jpegs = await Promise.all(
    Array.from(samples, (sample, i) => {
      const pixels = new Uint8Array(SIDE * SIDE * CHANNELS);
      paint(sample, pixels);
      shrink(pixels, mosaics.subarray(i * tileBytes, (i + 1) * tileBytes));
      const raw = { width: SIDE, height: SIDE, channels: CHANNELS } as const;
      return sharp(pixels, { raw }).jpeg({ quality: 80 }).toBuffer();
    }),
  );
  const offsets = new Uint32Array(count + 1);
  jpegs.forEach((jpeg, i) => (offsets[i + 1] = offsets[i] + jpeg.length));
  const pictures = new Uint8Array(offsets[count]);
  jpegs.forEach((jpeg, i) => pictures.set(jpeg, offsets[i]));
  return { samples, states: new Uint8Array(count).fill(MADE), mosaics, pictures, offsets };
}

async function fill(project: Project, say: (what: string) => void): Promise<number[]> {
  const dataset = await project.addDataset(imagenet(SHAPE));
  for (let start = 0; start < SAMPLES; start += BATCH) {
    if (start % (100 * BATCH) === 0) say(`thumbnails: ${start} of ${SAMPLES}`);
    const made = await thumbnails(start, Math.min(start + BATCH, SAMPLES));
    await project.addThumbnails(dataset, made);
  }
  const recordMilliseconds: number[] = [];
  for (let seed = 1; seed <= RUNS; seed++) {
    say(`run ${seed} of ${RUNS}, ${EPOCHS} epochs`);
    const run = await project.createRun(newRun(`run ${seed}`, dataset));
    for (const { record, columns } of epochsOf(seed)) {
      const { seconds } = await project.recordEpoch(run, record, columns);
      recordMilliseconds.push(1000 * seconds);
    }
    await project.finishRun(run, new Uint8Array(1000));
  }
  return recordMilliseconds;
}

/**
 * Builds the project where it is not there, in about a quarter of an hour; it takes 8 GB.
 * @returns how long each epoch took to record; nothing where the project was there
 */
export async function buildProject(
  path: string,
  say: (what: string) => void,
): Promise<number[] | null> {
  if (existsSync(path)) return null;
  const unfinished = `${path}.unfinished`;
  for (const end of ['', '-wal', '-shm', '.lock']) rmSync(unfinished + end, { force: true });
  const project = await openProject(unfinished, {
    ...{ access: 'write', create: true, who: 'mikke bench' },
  });
  const milliseconds = await fill(project, say);
  await project.close();
  renameSync(unfinished, path);
  return milliseconds;
}
