/** Finds the samples of a data set whose pictures are nearly the same, and keeps that as scores. */
import { Worker } from 'node:worker_threads';
import { asMikkeError, MikkeError } from '../../core/errors/error.ts';
import { MOST_DISTANCE } from '../../core/duplicates/near.ts';
import { HASH_BITS } from '../../core/duplicates/perceptual-hash.ts';
import { duplicateScores, type Duplicates } from '../../core/duplicates/scores.ts';
import { MADE, mosaicSize } from '../../core/record/thumbnail.ts';
import type { Project } from '../../project/project.ts';
import { answerSchema, type Answer, type Ask, type Request } from './messages.ts';

/** Pictures in one message. */
const BATCH = 4096;

/**
 * Compares the thumbnails of all samples, whichever split they are of; those that have none are near
 * nobody.
 * @param most distance of two hashes in bits up to which they are near, 0 to 3
 * @param onProgress counts samples
 * @throws thumbnails-waiting where they are not all made yet
 */
export async function findDuplicates(
  project: Project,
  dataset: number,
  most: number = MOST_DISTANCE,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Duplicates> {
  project.requireWrite();
  const { done, total: samples } = await project.thumbnails(dataset);
  if (done < samples)
    throw new MikkeError('thumbnails-waiting', { waiting: samples - done, samples });
  const { trainCount, channels, ...size } = await project.dataset(dataset);
  const thread = startThread({ samples, most, shape: { ...mosaicSize(size), channels } });
  try {
    for (let start = 0; start < samples; start += BATCH) {
      onProgress(start, samples);
      const end = Math.min(samples, start + BATCH);
      const asked = Uint32Array.from({ length: end - start }, (_, i) => start + i);
      const { states, pixels } = await project.mosaics(dataset, asked);
      const known = states.map((state) => Number(state === MADE));
      await thread.ask({ kind: 'pictures', start, known, pixels });
    }
    const found = await thread.ask({ kind: 'find' });
    if (found.kind !== 'found')
      throw new Error('The thread that finds duplicates said something else.');
    const { distance, group, groups } = found;
    const how = `pHash of ${HASH_BITS} bits of the thumbnails, at most ${most} of which differ`;
    await project.saveScore(
      dataset,
      {
        name: duplicateScores.distance,
        description: `Bits in which the nearest other picture differs: ${how}.`,
      },
      distance,
    );
    await project.saveScore(
      dataset,
      {
        name: duplicateScores.group,
        description: `Pictures that are chained by near-duplicates have one number: ${how}.`,
      },
      group,
    );
    onProgress(samples, samples);
    return summaryOf(group, groups, trainCount);
  } finally {
    await thread.end();
  }
}

/** How many groups have samples of both splits, too: there a network is tested on what it learned. */
function summaryOf(group: Float32Array, groups: number, trainCount: number): Duplicates {
  const trained = new Uint8Array(groups + 1);
  const across = new Set<number>();
  let samples = 0;
  group.forEach((number, sample) => {
    if (Number.isNaN(number)) return;
    samples++;
    if (sample < trainCount) trained[number] = 1;
    else if (trained[number] === 1) across.add(number);
  });
  return { groups, samples, across: across.size };
}

/** Answers one question at a time. */
function startThread(workerData: Request) {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv: [] });
  let asked: PromiseWithResolvers<Answer> | null = null;
  let ended: MikkeError | null = null;
  const end = (error: unknown) => {
    ended ??= asMikkeError(error);
    asked?.reject(ended);
  };
  worker.on('message', (given: unknown) => asked?.resolve(answerSchema.parse(given)));
  worker.on('error', end);
  worker.on('exit', () => end('The thread that finds duplicates ended.'));
  return {
    async ask(ask: Ask): Promise<Answer> {
      // Whoever asks it now would wait for ever.
      if (ended !== null) throw ended;
      asked = Promise.withResolvers();
      const transfer =
        ask.kind === 'pictures' ? ([ask.known.buffer, ask.pixels.buffer] as ArrayBuffer[]) : [];
      worker.postMessage(ask, transfer);
      return asked.promise;
    },
    async end(): Promise<void> {
      await worker.terminate();
    },
  };
}
