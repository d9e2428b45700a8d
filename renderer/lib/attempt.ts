import { app } from './app.svelte.ts';

/** Does something that may fail, and shows as a notice what went wrong. Resolves to whether it worked. */
export async function attempt(action: () => unknown): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    app.report(error);
    return false;
  }
}
