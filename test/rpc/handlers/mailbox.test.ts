import { expect, test } from 'vitest';
import type { AppEvent } from '../../../src/rpc/contract.ts';
import { createMailbox } from '../../../src/rpc/handlers/mailbox.ts';

const progress = (done: number): AppEvent => ({
  ...{ type: 'progress', run: 1, epoch: 0, part: 'train', done, total: 100_000, secondsLeft: 1 },
});
const record = (epoch: number): Extract<AppEvent, { type: 'epoch' }>['record'] => ({
  ...{ epoch, trainLoss: 1, trainAccuracy: 1, testLoss: 1, testAccuracy: 1 },
  ...{ scheduledHideFraction: 0, realisedHideFraction: 0, hidden: 0, movedBack: 0 },
  ...{ learningRateFactor: 1, learningRate: 1, forwardSamples: 1, backwardSamples: 1 },
  at: 0,
  forwardPixels: 784,
  backwardPixels: 784,
  viewHeight: 28,
  viewWidth: 28,
  magnitude: null,
  batchSize: 64,
  seconds: { score: 0, train: 1, refresh: 1, evaluate: 1, plan: 1, record: 1 },
});
const epoch = (number: number): AppEvent => ({ type: 'epoch', run: 1, record: record(number) });
const notice = (message: string): AppEvent => ({ type: 'notice', code: 'unexpected', message });

/** Everything that waits. */
async function taken(mailbox: ReturnType<typeof createMailbox>): Promise<AppEvent[]> {
  const events: AppEvent[] = [];
  mailbox.put(notice('last'));
  for await (const event of mailbox.events) {
    if (event.type === 'notice' && event.message === 'last') return events;
    events.push(event);
  }
  throw new Error('It ended.');
}

const create = () => createMailbox(() => undefined);

test('a slow reader gets the newest progress only', async () => {
  const mailbox = create();
  for (let done = 0; done < 10_000; done++) mailbox.put(progress(done));
  expect(await taken(mailbox)).toEqual([progress(9_999)]);
});

test('what is told of one job or run takes the place of no other', async () => {
  const mailbox = create();
  const far = { done: 1, total: 2 };
  const events: AppEvent[] = [
    { type: 'curation', dataset: 1, what: 'duplicates', ...far },
    { type: 'curation', dataset: 1, what: 'version', ...far },
    { type: 'analysis', run: 1, what: 'features', ...far, secondsLeft: null },
    { type: 'analysis', run: 2, what: 'features', ...far, secondsLeft: null },
  ];
  events.forEach((event) => mailbox.put(event));
  expect(await taken(mailbox)).toEqual(events);
});

test('a slow reader gets every epoch, in order', async () => {
  const mailbox = create();
  for (let number = 0; number < 10; number++) mailbox.put(epoch(number));
  expect(await taken(mailbox)).toEqual(Array.from({ length: 10 }, (_, number) => epoch(number)));
});

test('a reader that is too slow for its epochs is told to ask again', async () => {
  const mailbox = create();
  for (let number = 0; number < 10_000; number++) mailbox.put(epoch(number));
  const events = await taken(mailbox);
  expect(events.length).toBeLessThan(100);
  expect(events).toContainEqual({ type: 'runs' });
});

test('notices are bounded, and the oldest go', async () => {
  const mailbox = create();
  for (let number = 0; number < 1_000; number++) mailbox.put(notice(String(number)));
  const events = await taken(mailbox);
  expect(events.length).toBeLessThan(32);
  expect(events.at(-1)).toEqual(notice('999'));
});

test('a reader that waits gets what comes, and ends when it is told to', async () => {
  let closed = 0;
  const mailbox = createMailbox(() => closed++);
  const next = mailbox.events.next();
  mailbox.put(progress(1));
  expect(await next).toEqual({ done: false, value: progress(1) });
  const last = mailbox.events.next();
  await mailbox.events.return?.();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(closed).toBe(1);
  mailbox.put(progress(2));
  expect(await mailbox.events.next()).toEqual({ done: true, value: undefined });
});

test('what is told of one data set leaves what is told of another', async () => {
  const mailbox = create();
  const made = (dataset: number, done: number): AppEvent => ({
    ...{ type: 'thumbnails', dataset, done, total: 9, broken: 0, problem: null },
  });
  for (const event of [made(1, 3), made(2, 1), made(1, 9), made(2, 4)]) mailbox.put(event);
  expect(await taken(mailbox)).toEqual([made(1, 9), made(2, 4)]);
});
