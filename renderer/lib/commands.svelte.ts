/** Everything that can be done by name or key. The palette lists them; a view adds its own while it is shown. */
import { untrack } from 'svelte';
import type { Command } from './command.ts';

export type { Command };

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
