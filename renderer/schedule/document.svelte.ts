/**
 * The document: the schedule of the draft with the method that reads it, and every step to it. It
 * outlives the view and a reload of the page; what is being done to it (editor, gestures) and how it
 * is looked at (preferences) are kept apart.
 */
import { app } from '../lib/app.svelte.ts';
import { draft } from '../lib/draft.svelte.ts';
import { keep, kept } from '../lib/session.ts';
import { methodIn, same, unmuted, type ScheduleDocument } from './document.ts';
import { amend, begin, commit, redo, undo, type History } from './history.ts';
import { historySchema, writeHistory } from './stored-history.ts';

const keyOf = (project: string | undefined): string => `mikke.schedule ${project ?? ''}`;

class Document {
  #kept = $state.raw<{ project: string | undefined; history: History<ScheduleDocument> } | null>(
    null,
  );
  /** Of the open project: what was done since, or before the page was loaded again. */
  #known = $derived.by(() => {
    const project = app.project?.path;
    if (this.#kept?.project === project) return this.#kept?.history;
    return project === undefined ? undefined : (kept(keyOf(project), historySchema) ?? undefined);
  });
  #method = $derived(methodIn(draft.recipe));
  present: ScheduleDocument = $derived(
    unmuted({
      epochs: draft.recipe.epochs,
      schedule: draft.recipe.schedule,
      method: this.#method,
      muted: this.#known?.present.muted ?? {},
    }),
  );
  /** What the form of a new run changes is a step as well, unless nothing was done here yet. */
  #history: History<ScheduleDocument> = $derived.by(() => {
    const known = this.#known;
    if (known === undefined) return begin(this.present);
    if (same(known.present, this.present)) return known;
    const untouched = known.past.length === 0 && known.future.length === 0;
    return untouched ? begin(this.present) : commit(known, this.present);
  });
  canUndo = $derived(this.#history.past.length > 0);
  canRedo = $derived(this.#history.future.length > 0);

  /** Makes a change one step; `goesOn` adds it to the last one, as a held key does. */
  apply(changes: Partial<ScheduleDocument>, goesOn = false): void {
    const next = unmuted({ ...this.present, ...changes });
    if (same(next, this.present)) return;
    const history = this.#history;
    this.#take(goesOn && history.past.length > 0 ? amend(history, next) : commit(history, next));
  }

  /** Makes a step of what was done to the draft elsewhere, as a template that filled it. */
  tookFrom(before: ScheduleDocument): void {
    this.#take(commit(this.#known ?? begin(before), this.present));
  }

  undo(): void {
    this.#take(undo(this.#history));
  }

  redo(): void {
    this.#take(redo(this.#history));
  }

  #take(history: History<ScheduleDocument>): void {
    const project = app.project?.path;
    this.#kept = { project, history };
    const { epochs, schedule, method } = history.present;
    draft.set({ ...method, epochs, schedule });
    keep(keyOf(project), () => writeHistory(history));
  }
}

export const scheduleDocument = new Document();
