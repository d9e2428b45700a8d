import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work goes on at once, so that a question waits for it no longer, in milliseconds. */
const TURN_MS = 8;

/** For work that is long: awaited between its steps, it lets others pass from time to time. */
export function turns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN_MS) return;
    await nextTurn();
    began = performance.now();
  };
}
