/** The views that the project keeps, as they are opened, saved and removed in this window. */
import { everything, type Filter, type Sort } from '../../../src/core/query/query.ts';
import type { SavedView } from '../../../src/core/query/saved-view.ts';
import { app } from '../../lib/app.svelte.ts';
import { browse } from '../../lib/browse.svelte.ts';
import { builtInViews } from './built-in.ts';

const same = (a: { filter: Filter; sort: Sort }, b: { filter: Filter; sort: Sort }) =>
  JSON.stringify([a.filter, a.sort]) === JSON.stringify([b.filter, b.sort]);

/** What was done last, and can be taken back. */
export type Undoable = { sentence: string; undo: () => Promise<void> };

class Views {
  /** Whether the dialog that asks for a name is open: for a new view, or for the name of one. */
  naming = $state.raw<'new' | SavedView | null>(null);
  undoable = $state.raw<Undoable | null>(null);

  saved = $derived(app.views ?? []);
  /** The view whose filter and order are shown. */
  current = $derived(
    [...this.saved, ...builtInViews].find((view) => same(view, browse))?.name ?? null,
  );

  /** For an effect of what shows them. */
  follow(): void {
    if (app.views !== null || app.project === null || app.connection !== 'open') return;
    // It was of the project before.
    this.undoable = null;
    app.listViews().catch((error: unknown) => app.report(error));
  }

  open({ filter, sort }: SavedView): void {
    browse.filter = filter;
    browse.sort = sort;
  }

  clear(): void {
    browse.filter = everything;
  }

  /** What is shown, under a name. @throws view-exists unless that one is to be replaced */
  async save(name: string, replace: boolean): Promise<void> {
    const { filter, sort } = browse;
    const before = this.saved.find((view) => view.name === name);
    await this.#put({ name, filter, sort }, replace ? name : null);
    this.undoable =
      replace && before !== undefined
        ? {
            sentence: `“${name}” was replaced.`,
            undo: () => this.#put(before, name),
          }
        : null;
  }

  async rename(view: SavedView, name: string): Promise<void> {
    await this.#put({ ...view, name }, view.name);
    this.undoable = {
      sentence: `“${view.name}” is called “${name}” now.`,
      undo: () => this.#put(view, name),
    };
  }

  async remove(view: SavedView): Promise<void> {
    await app.client.call('views.remove', { name: view.name });
    await app.listViews();
    this.undoable = {
      sentence: `“${view.name}” was removed.`,
      undo: () => this.#put(view, null),
    };
  }

  async undo(): Promise<void> {
    const { undoable } = this;
    this.undoable = null;
    await undoable?.undo();
  }

  async #put(view: SavedView, inPlaceOf: string | null): Promise<void> {
    await app.client.call('views.save', { view, inPlaceOf });
    await app.listViews();
  }
}

export const savedViews = new Views();
