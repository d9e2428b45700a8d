/**
 * What is being done to the draft's schedule: the selected keyframe, a drag that is not dropped yet,
 * and the steps that can be undone. It outlives the view, so that undo works after a look elsewhere.
 */
import { fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { Easing, FullSchedule, Track, TrackName } from '../../src/core/schedule/schedule.ts';
import { app } from '../lib/app.svelte.ts';
import { draft } from '../lib/draft.svelte.ts';
import { add, ease, freeEpoch, remove } from './edit.ts';
import { amend, begin, commit, redo, undo, type History } from './history.ts';
import { datasetSize, defaultTrack, passAt, passesOf, withTracks, type Tracks } from './plan.ts';

/** The part of the recipe that is edited here. */
type Edited = Pick<Recipe, 'epochs' | 'schedule'>;

type Followed = { recipe: Recipe; schedule: FullSchedule };

const same = (one: Edited, other: Edited): boolean =>
  one.epochs === other.epochs && JSON.stringify(one.schedule) === JSON.stringify(other.schedule);

class Editor {
  #kept = $state.raw<{ project: string | undefined; history: History<Edited> } | null>(null);
  selected = $state.raw<{ track: TrackName; index: number } | null>(null);
  /** A drag that goes on: the track as it would be if it were dropped here. */
  dragged = $state.raw<{ track: TrackName; keyframes: Track } | null>(null);
  /** An epoch that was pointed at beyond what the run has recorded. */
  #ahead = $state.raw<{ epoch: number; run: number | null } | null>(null);

  #present: Edited = $derived({ epochs: draft.recipe.epochs, schedule: draft.recipe.schedule });
  /** What the form of a new run changes is a step as well, unless nothing was done here yet. */
  #history: History<Edited> = $derived.by(() => {
    const kept = this.#kept?.project === app.project?.path ? this.#kept?.history : undefined;
    if (kept === undefined) return begin(this.#present);
    if (same(kept.present, this.#present)) return kept;
    const untouched = kept.past.length === 0 && kept.future.length === 0;
    return untouched ? begin(this.#present) : commit(kept, this.#present);
  });

  /** The draft as it is shown, with the drag that goes on. */
  recipe: Recipe = $derived(
    this.dragged === null
      ? draft.recipe
      : {
          ...draft.recipe,
          schedule: withTracks(draft.recipe, { [this.dragged.track]: this.dragged.keyframes }),
        },
  );
  tracks: Tracks = $derived(fullSchedule(this.recipe).tracks);
  /** What positions count. */
  clock = $derived(fullSchedule(this.recipe).clock);
  /** The passes that the draft will make, an epoch of its run each. */
  passes = $derived(passesOf(this.recipe, datasetSize(this.recipe, app.datasets)));
  /** The end of the axis, which stays during a drag: the last epoch, or the last keyframe. */
  end = $derived(
    Math.max(
      draft.recipe.epochs,
      ...Object.values(fullSchedule(draft.recipe).tracks).map((track: Track) => track.at(-1)!.at),
    ),
  );
  canUndo = $derived(this.#history.past.length > 0);
  canRedo = $derived(this.#history.future.length > 0);

  /** The selected keyframe, if it is still there. */
  keyframe = $derived.by(() => {
    if (this.selected === null) return null;
    const { track, index } = this.selected;
    const keyframe = this.tracks[track].at(index);
    return keyframe === undefined ? null : { track, index, ...keyframe };
  });

  /**
   * The epoch of the read-outs where it is beyond what the selected run has recorded. It is so for
   * as long as the time cursor stays at the end, also while that end moves on.
   */
  beyond = $derived.by(() => {
    const ahead = this.#ahead;
    if (ahead === null || ahead.run !== app.runId || app.epoch < app.lastEpoch) return null;
    return ahead.epoch > app.lastEpoch ? ahead.epoch : null;
  });
  /** The pass of the read-outs, which is an epoch of a run. */
  cursor = $derived(Math.min(this.beyond ?? app.epoch, this.passes.length - 1));
  /** The part of the clock that the pass takes. */
  place = $derived(this.passes[this.cursor]);

  /** Where a track is read for the pass of the read-outs. */
  readAt(track: TrackName): number {
    return track === 'learningRate' ? this.place.from : this.place.at;
  }

  /** Moves the time cursor to the pass that a position on the clock is in. */
  seekAt(at: number): void {
    this.seek(passAt(this.passes, at));
  }

  /** Moves the time cursor; the plan can be read beyond what is recorded. */
  seek(pass: number): void {
    const wanted = Math.min(this.passes.length - 1, Math.max(0, pass));
    app.seek(wanted);
    this.#ahead = wanted === app.epoch ? null : { epoch: wanted, run: app.runId };
  }

  /** Makes a change one step; `goesOn` adds it to the last one, as a held key does. */
  #apply(changes: Partial<Edited>, goesOn = false): void {
    const next = { ...this.#present, ...changes };
    if (same(next, this.#present)) return;
    const history = this.#history;
    const amended =
      goesOn && history.past.length > 0 ? amend(history, next) : commit(history, next);
    this.#take(amended);
  }

  #take(history: History<Edited>): void {
    this.#kept = { project: app.project?.path, history };
    draft.set(history.present);
  }

  setTrack(track: TrackName, keyframes: Track, goesOn = false): void {
    this.#apply({ schedule: withTracks(draft.recipe, { [track]: keyframes }) }, goesOn);
  }

  undo(): void {
    this.dragged = null;
    this.#take(undo(this.#history));
  }

  redo(): void {
    this.dragged = null;
    this.#take(redo(this.#history));
  }

  drop(): void {
    const dragged = this.dragged;
    this.dragged = null;
    if (dragged !== null) this.setTrack(dragged.track, dragged.keyframes);
  }

  /** Adds a keyframe where no pointer says where: between the selected one and the next, or at the cursor. */
  addKeyframe(track = this.selected?.track ?? 'hideFraction'): void {
    const keyframes = this.tracks[track];
    const from = this.selected?.track === track ? this.selected.index : null;
    const here = from === null ? undefined : keyframes.at(from);
    const next = from === null ? undefined : (keyframes[from + 1]?.at ?? draft.recipe.epochs);
    const wanted =
      here === undefined || next === undefined
        ? Math.floor(this.place.from)
        : Math.floor((here.at + next) / 2);
    const at = freeEpoch(keyframes, wanted, this.end);
    if (at !== null) this.addAt(track, at);
  }

  addAt(track: TrackName, at: number, value?: number): void {
    const added = add(this.tracks[track], at, value);
    this.setTrack(track, added.track);
    this.selected = { track, index: added.index };
  }

  removeSelected(): void {
    const keyframe = this.keyframe;
    if (keyframe === null) return;
    const left = remove(this.tracks[keyframe.track], keyframe.index);
    this.setTrack(keyframe.track, left);
    this.selected = {
      track: keyframe.track,
      index: Math.min(keyframe.index, left.length - 1),
    };
  }

  easeSelected(easing: Easing): void {
    const keyframe = this.keyframe;
    if (keyframe === null) return;
    this.setTrack(keyframe.track, ease(this.tracks[keyframe.track], keyframe.index, easing));
  }

  resetTrack(track: TrackName): void {
    if (this.selected?.track === track) this.selected = null;
    this.setTrack(track, defaultTrack(draft.recipe, track));
  }

  /** Lets every track follow the settings again. */
  resetAll(): void {
    this.selected = null;
    this.#apply({ schedule: null });
  }

  setEpochs(epochs: number): void {
    // What follows the settings goes on following them; what was drawn by hand stays where it is.
    this.#apply({ epochs });
  }

  /** Makes the draft's schedule the one that a run followed. */
  load({ recipe: { epochs }, schedule: { clock, tracks } }: Followed): void {
    this.selected = null;
    this.#apply({ epochs, schedule: withTracks({ ...draft.recipe, epochs }, tracks, clock) });
  }
}

export const editor = new Editor();
