/** What can be done with samples, wherever gallery or sample are shown. */
import { untrack } from 'svelte';
import { app } from './app.svelte.ts';
import { browse } from './browse.svelte.ts';
import { addCommands, type Command } from './commands.svelte.ts';
import { tagging } from './tagging.svelte.ts';

const none = () => (browse.query === null ? 'There are no samples yet.' : null);

const list: Command[] = [
  {
    id: 'sample.next',
    title: 'Next sample',
    keys: ['j'],
    disabled: none,
    run: () => browse.step(1),
  },
  {
    id: 'sample.previous',
    title: 'Previous sample',
    keys: ['k'],
    disabled: none,
    run: () => browse.step(-1),
  },
  {
    id: 'sample.full',
    title: 'Sample as full page',
    keys: ['f'],
    disabled: () => (app.sample === null ? 'No sample is selected.' : null),
    run: () => {
      app.sampleFull = !app.sampleFull;
    },
  },
  {
    id: 'samples.undo',
    title: 'Undo the last change of tags and notes',
    keys: ['mod+z'],
    disabled: () => tagging.whyNoUndo,
    run: tagging.undo,
  },
  {
    id: 'samples.redo',
    title: 'Redo the change of tags and notes',
    keys: ['mod+shift+z', 'mod+y'],
    disabled: () => tagging.whyNoRedo,
    run: tagging.redo,
  },
];

let users = 0;
let remove: () => void = () => undefined;

/** Within an effect; both gallery and sample may add them, and they stand there once. */
export function addSampleCommands(): () => void {
  if (users++ === 0) remove = untrack(() => addCommands(list));
  return () => {
    if (--users === 0) untrack(remove);
  };
}
