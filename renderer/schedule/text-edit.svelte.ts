/** What somebody made of the schedule's text, of each project: it outlives the view until it is drawn or discarded. */
import { app } from '../lib/app.svelte.ts';
import type { Edit } from './text.ts';

class TextEdit {
  #edits = $state.raw<ReadonlyMap<string | undefined, Edit>>(new Map());
  #current = $derived(this.#edits.get(app.project?.path) ?? null);

  /** Of the open project. */
  get current(): Edit | null {
    return this.#current;
  }

  set current(edit: Edit | null) {
    const others = [...this.#edits].filter(([path]) => path !== app.project?.path);
    this.#edits = new Map(edit === null ? others : [...others, [app.project?.path, edit]]);
  }
}

export const textEdit = new TextEdit();
