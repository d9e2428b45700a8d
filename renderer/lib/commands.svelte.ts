/** Everything that can be done by name or key. The palette lists them; a view adds its own while it is shown. */
import { untrack } from 'svelte';
import type { ViewName } from './app.svelte.ts';

export type Command = {
  id: string;
  title: string;
  /** As `mod+k`, `space`, `shift+z`; `mod` is Ctrl, or Command on a Mac. */
  keys?: string[];
  /** Where it belongs; everywhere if left out. */
  view?: ViewName;
  /** Why it cannot be done at the moment, as a sentence. */
  disabled?: () => string | null;
  run(): void | Promise<void>;
};

let registered = $state.raw<Command[]>([]);

export const commands = {
  get all(): Command[] {
    return registered;
  },
};

/** Adds commands until the returned function is called; call it within `$effect(() => addCommands(…))`. */
export function addCommands(added: Command[]): () => void {
  // The effect that adds them must not run again because they were added.
  registered = untrack(() => [...registered, ...added]);
  return () => {
    registered = untrack(() => registered.filter((command) => !added.includes(command)));
  };
}
