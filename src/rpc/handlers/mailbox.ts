/** What has happened and a window has not been told yet. */
import type { AppEvent } from '../contract.ts';

/** More epochs than this are told as one "ask for the runs again". */
const MOST_EPOCHS = 64;
const MOST_NOTICES = 16;

export type Mailbox = {
  put(event: AppEvent): void;
  /** Takes one event after another; ended by `return` or by `close`. */
  events: AsyncIterableIterator<AppEvent>;
  close(): void;
};

/** However slow its reader is, it holds one event of a kind about a thing, and a bounded number of epochs and notices. */
export function createMailbox(onClosed: () => void): Mailbox {
  let waiting: AppEvent[] = [];
  let taker: PromiseWithResolvers<IteratorResult<AppEvent>> | null = null;
  let closed = false;

  function drop(type: AppEvent['type']): void {
    waiting = waiting.filter((event) => event.type !== type);
  }

  const countOf = (type: AppEvent['type']) => waiting.filter((event) => event.type === type).length;

  function keep(event: AppEvent): void {
    if (event.type === 'epoch' && countOf('epoch') >= MOST_EPOCHS) {
      drop('epoch');
      return keep({ type: 'runs' });
    }
    if (event.type === 'notice') {
      const oldest = waiting.find(({ type }) => type === 'notice');
      if (countOf('notice') >= MOST_NOTICES) waiting = waiting.filter((other) => other !== oldest);
    } else if (event.type !== 'epoch') {
      waiting = waiting.filter((other) => !replaces(event, other));
    }
    waiting.push(event);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    waiting = [];
    taker?.resolve({ done: true, value: undefined });
    onClosed();
  }

  const events: AsyncIterableIterator<AppEvent> = {
    [Symbol.asyncIterator]: () => events,
    next() {
      const event = waiting.shift();
      if (event !== undefined) return Promise.resolve({ done: false, value: event });
      if (closed) return Promise.resolve({ done: true, value: undefined });
      taker = Promise.withResolvers();
      return taker.promise;
    },
    return() {
      close();
      return Promise.resolve({ done: true, value: undefined });
    },
  };

  return {
    put(event) {
      if (closed) return;
      keep(event);
      if (taker === null) return;
      const { resolve } = taker;
      taker = null;
      resolve({ done: false, value: waiting.shift() as AppEvent });
    },
    events,
    close,
  };
}

/** Whether an event says all that another said: what is told of one data set, run or job says nothing of others. */
const replaces = (event: AppEvent, other: AppEvent): boolean => aboutOf(event) === aboutOf(other);

const aboutOf = (event: AppEvent): string =>
  JSON.stringify([
    event.type,
    'dataset' in event ? event.dataset : null,
    'run' in event ? event.run : null,
    'what' in event ? event.what : null,
  ]);
