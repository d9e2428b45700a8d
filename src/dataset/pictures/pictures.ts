import { Worker } from 'node:worker_threads';
import { asMikkeError, errorFrom, type MikkeError } from '../../core/errors/error.ts';
import type { Showing } from '../../core/recipe/showing.ts';
import type { Thumbnails } from '../../core/record/thumbnail.ts';
import { answerSchema, type Answer, type Ask, type PicturesRequest } from './messages.ts';

/**
 * The pictures of one data-set version, read from its files by a thread of its own and compared with
 * what was imported. What is asked for is carried out in any order.
 */
export type Pictures = {
  /**
   * Draws thumbnails.
   * @throws dataset-moved, dataset-changed where the files hold images of another shape, dataset-unreadable
   */
  draw(samples: Uint32Array): Promise<Thumbnails>;
  /** The same, from an atlas of an older project format, all of whose samples these are from some on. */
  cut(samples: Uint32Array, png: Uint8Array): Promise<Thumbnails>;
  /**
   * The pixels of a sample's image, height x width x channels.
   * @throws picture-missing, picture-changed, and what `draw` throws
   */
  image(sample: number): Promise<Uint8Array>;
  /** A sample's image as training shows it, as pixels for people. @throws what `image` throws */
  seen(sample: number, showing: Pick<Showing, 'augmentation' | 'view'>): Promise<SeenPicture>;
  close(): Promise<void>;
};

export type SeenPicture = {
  pixels: Uint8Array;
  height: number;
  width: number;
  /** What the augmentation did, in words. */
  done: string[];
};

type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'id'> : never) : never;

/** Nothing is read before it is asked for. */
export function openPictures(request: PicturesRequest): Pictures {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: request,
    execArgv: [],
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let ended: MikkeError | null = null;
  let lastId = 0;

  const end = (error: unknown) => {
    ended ??= asMikkeError(error);
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (given: unknown) => {
    const answer = answerSchema.parse(given);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
    asked?.resolve(answer);
  });
  worker.on('error', end);
  worker.on('exit', () => end('The thread that reads pictures ended.'));
  worker.unref();

  async function ask(question: Question): Promise<Answer> {
    if (ended !== null) throw ended;
    const id = ++lastId;
    const asked = Promise.withResolvers<Answer>();
    waiting.set(id, asked);
    // A thread that nobody waits for does not keep the process alive.
    worker.ref();
    worker.postMessage({ id, ...question } satisfies Ask);
    const answer = await asked.promise;
    if (answer.kind === 'refused') throw errorFrom(answer.report);
    return answer;
  }
  async function thumbnails(question: Question): Promise<Thumbnails> {
    const answer = await ask(question);
    if (answer.kind !== 'drawn')
      throw new Error('The thread that reads pictures gave something else.');
    return answer.thumbnails;
  }

  return {
    draw: (samples) => thumbnails({ kind: 'draw', samples }),
    cut: (samples, png) => thumbnails({ kind: 'cut', samples, png }),
    async image(sample) {
      const answer = await ask({ kind: 'image', sample });
      if (answer.kind !== 'image')
        throw new Error('The thread that reads pictures gave something else.');
      return answer.pixels;
    },
    async seen(sample, { augmentation, view }) {
      const answer = await ask({ kind: 'seen', sample, augmentation, view });
      if (answer.kind !== 'seen')
        throw new Error('The thread that reads pictures gave something else.');
      return answer.seen;
    },
    async close() {
      await worker.terminate();
    },
  };
}
