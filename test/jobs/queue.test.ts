import { expect, test } from 'vitest';
import { createQueue, type Job } from '../../src/jobs/queue.ts';

/** Jobs that say what happens to them; `finish` ends their work. */
function setUp() {
  const happened: string[] = [];
  const queue = createQueue<Job>(() => undefined);
  const job = (name: string) => {
    const done = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const made = {
      async work(signal: AbortSignal) {
        happened.push(`${name} works`);
        signal.addEventListener('abort', () => done.resolve());
        await done.promise;
        happened.push(signal.aborted ? `${name} is stopped` : `${name} is done`);
      },
      async end() {
        happened.push(`${name} ends`);
        ended.resolve();
      },
      finish: () => done.resolve(),
      ended: ended.promise,
    };
    queue.add(made);
    return made;
  };
  return { happened, queue, job };
}

test('jobs are carried out one at a time, in order', async () => {
  const { happened, queue, job } = setUp();
  const [one, two] = [job('one'), job('two')];
  expect(queue.jobs()).toEqual([one, two]);
  two.finish();
  one.finish();
  await two.ended;
  expect(happened).toEqual([
    ...['one works', 'one is done', 'one ends'],
    ...['two works', 'two is done', 'two ends'],
  ]);
  expect(queue.jobs()).toEqual([]);
});

test('a waiting job is taken out without having worked', async () => {
  const { happened, queue, job } = setUp();
  const [one, two] = [job('one'), job('two')];
  await queue.stop(two);
  expect(queue.jobs()).toEqual([one]);
  expect(happened).toEqual(['one works', 'two ends']);
});

test('the running job is stopped, and the next one begins', async () => {
  const { happened, queue, job } = setUp();
  const [one, two] = [job('one'), job('two')];
  await queue.stop(one);
  expect(happened).toEqual(['one works', 'one is stopped', 'one ends', 'two works']);
  expect(queue.jobs()).toEqual([two]);
});

test('a job that has ended can be stopped without effect', async () => {
  const { queue, job } = setUp();
  const one = job('one');
  await queue.stop(one);
  await queue.stop(one);
  expect(queue.jobs()).toEqual([]);
});

test('closing stops what runs, drops what waits, and takes nothing more', async () => {
  const { happened, queue, job } = setUp();
  job('one');
  job('two');
  await queue.close();
  job('three');
  expect(happened).toEqual([
    ...['one works', 'two ends', 'one is stopped', 'one ends', 'three ends'],
  ]);
});
