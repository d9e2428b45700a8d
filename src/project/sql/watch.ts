/** Ends the process that it is in when that takes too much memory, or when nobody is left to hear it. */
import { workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 250;
export const MEMORY_BYTES = 2 ** 30;

/** As it was told: by now this process may have been handed on to another. */
const parent = workerData as number;

setInterval(() => {
  if (process.memoryUsage.rss() > MEMORY_BYTES || !isAlive(parent)) {
    // A thread can only end itself; SQLite may be at work in the other, which hears nothing.
    process.kill(process.pid, 'SIGKILL');
  }
}, LOOK_EVERY_MS);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
