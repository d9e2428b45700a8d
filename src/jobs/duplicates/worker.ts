/** The thread that hashes pictures and finds those that are nearly the same; ./find.ts starts and ends it. */
import { parentPort, workerData } from 'node:worker_threads';
import { nearDuplicates } from '../../core/duplicates/near.ts';
import { perceptualHash } from '../../core/duplicates/perceptual-hash.ts';
import { pixelsOf } from '../../core/record/sample-shape.ts';
import { askSchema, requestSchema, type Answer } from './messages.ts';

const { samples, most, shape } = requestSchema.parse(workerData);
const hash = perceptualHash(shape);
const size = pixelsOf(shape);
const hashes = new Uint32Array(2 * samples);
const known = new Uint8Array(samples);

const answer = (message: Answer, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer);

parentPort?.on('message', (given: unknown) => {
  const ask = askSchema.parse(given);
  if (ask.kind === 'pictures') {
    known.set(ask.known, ask.start);
    ask.known.forEach((there, i) => {
      if (there === 1)
        hash(ask.pixels.subarray(i * size, (i + 1) * size), hashes, 2 * (ask.start + i));
    });
    return answer({ kind: 'hashed' });
  }
  const { distance, group, groups } = nearDuplicates(hashes, known, most);
  answer({ kind: 'found', distance, group, groups }, [
    distance.buffer,
    group.buffer,
  ] as ArrayBuffer[]);
});
