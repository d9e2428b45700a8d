/** Stopping and resuming, wherever it is asked for: buttons, palette, keys. */
import { SvelteSet } from 'svelte/reactivity';
import { app } from '../lib/app.svelte.ts';

/** Runs that were asked to stop and still finish what cannot be broken off. */
export const stopping = new SvelteSet<number>();

export async function stopRun(run: number): Promise<void> {
  if (stopping.has(run)) return;
  stopping.add(run);
  try {
    await app.client.call('runs.stop', { run });
    await app.refresh();
  } catch (error) {
    app.report(error);
  } finally {
    stopping.delete(run);
  }
}

export async function resumeRun(run: number): Promise<void> {
  try {
    await app.client.call('runs.resume', { run });
    await app.refresh();
  } catch (error) {
    app.report(error);
  }
}
