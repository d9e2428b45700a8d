/**
 * What is being done to the document: which keyframes are meant, a drag that is not dropped yet,
 * and where the read-outs are.
 */
import { parameters } from '../../src/core/recipe/parameters.ts';
import { fullSchedule, tracksOf, type Recipe } from '../../src/core/recipe/recipe.ts';
import {
  MOST_KEYFRAMES,
  trackNames,
  tracks as described,
  type Clock,
  type Easing,
  type FullSchedule,
  type Schedule,
  type Track,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { app } from '../lib/app.svelte.ts';
import { draft } from '../lib/draft.svelte.ts';
import { formatBound, formatCount } from '../lib/format.ts';
import { templateTracks } from '../templates/differences.ts';
import { clipOf, keepClip, keptClip, paste, type Clip } from './clip.ts';
import { scheduleDocument } from './document.svelte.ts';
import { add, freeEpoch, put } from './edit.ts';
import { expectedForecast } from './forecast.ts';
import { datasetSize, defaultTrack, formatPosition, passAt, withTracks } from './plan.ts';
import { playheadOf } from './playhead.ts';
import { preferences } from './preferences.svelte.ts';
import {
  allMarks,
  changed,
  changedFrom,
  includes,
  insertTime,
  scale,
  setValues,
  shift,
  spanOf,
  toggled,
  withLater,
  without,
  type Mark,
  type Tracks,
} from './selection.ts';

type Followed = { recipe: Recipe; schedule: FullSchedule };

/** Why tracks are more than a schedule may hold, as a sentence, or null. */
function refusalOf(tracks: Tracks): string | null {
  const long = trackNames.find((name) => (tracks[name]?.length ?? 0) > MOST_KEYFRAMES);
  return long === undefined
    ? null
    : `The ${described[long].label} would have more than ${formatCount(MOST_KEYFRAMES)} keyframes. Nothing was changed.`;
}

/** Figures that change more often cannot be read. */
const FOLLOW_MS = 50;

const shownWith = (preview: Tracks | null): Recipe =>
  preview === null
    ? draft.recipe
    : { ...draft.recipe, schedule: withTracks(draft.recipe, preview) };

class Editor {
  /** The keyframe that has the focus, or had it last. */
  current = $state.raw<Mark | null>(null);
  /** Keyframes that were chosen together. */
  #together = $state.raw<readonly Mark[]>([]);
  /** Why the last thing that was asked for was not done, as a sentence. */
  refusal = $state.raw<string | null>(null);
  #preview = $state.raw<Tracks | null>(null);
  /** The drag as it was a moment ago, for what takes longer to find out than a frame. */
  #followed = $state.raw<Tracks | null>(null);
  #follow: ReturnType<typeof setTimeout> | undefined;
  /** An epoch that was pointed at beyond what the run has recorded. */
  #ahead = $state.raw<{ epoch: number; run: number | null } | null>(null);

  /** The draft as it is shown, with the drag that goes on. */
  recipe: Recipe = $derived(shownWith(this.#preview));
  /** The same at most so often as its consequences are worked out. */
  followedRecipe: Recipe = $derived(shownWith(this.#followed));
  tracks: FullSchedule['tracks'] = $derived(fullSchedule(this.recipe).tracks);
  muted = $derived(scheduleDocument.present.muted);
  /** The tracks as the template makes them that the draft was filled from. */
  templateTracks = $derived(templateTracks(draft.template, draft.recipe));
  /** The draft's schedule with every track filled in, without the drag that goes on. */
  full: FullSchedule = $derived(fullSchedule(draft.recipe));
  /** What positions count. */
  clock = $derived(this.full.clock);
  /** The size of the recipe's data set, as far as it is known. */
  data = $derived(datasetSize(draft.recipe, app.datasets));
  expected = $derived(expectedForecast(this.followedRecipe, app));
  /** The passes that the draft will make, an epoch of its run each; of a drag, as it was a moment ago. */
  passes = $derived(this.expected.passes);
  /** The tracks that are read, or are put aside; all of them where a person likes to see all. */
  shown: TrackName[] = $derived.by(() => {
    const read = tracksOf(draft.recipe);
    return trackNames.filter(
      (name) => preferences.allTracks || read.includes(name) || this.muted[name] !== undefined,
    );
  });
  /** The end of the axis, which stays during a drag: the last epoch, or the last keyframe. */
  end = $derived(
    Math.max(
      draft.recipe.epochs,
      ...Object.values(this.full.tracks).map((track: Track) => track.at(-1)!.at),
    ),
  );

  #single: readonly Mark[] = $derived(this.current === null ? [] : [this.current]);
  /**
   * The keyframes that a change is for: those chosen together, if the current one is of them. The
   * list stays the same one for as long as it has the same ones.
   */
  chosen: readonly Mark[] = $derived.by(() => {
    const there = ({ track, index }: Mark) => this.tracks[track].length > index;
    const together = this.#together.every(there) ? this.#together : this.#together.filter(there);
    if (this.current === null || !there(this.current)) return together;
    return includes(together, this.current) ? together : this.#single;
  });
  span = $derived(spanOf(this.tracks, this.chosen));

  /** The current keyframe, if it is still there. */
  keyframe = $derived.by(() => {
    if (this.current === null) return null;
    const { track, index } = this.current;
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

  /** Where on the clock the selected run trains at the moment. */
  playhead = $derived(playheadOf(app.progress, app.run, app.dataset, this.clock));

  /** A drag that goes on: the tracks as they would be if it were dropped here; null where none does. */
  get preview(): Tracks | null {
    return this.#preview;
  }

  set preview(tracks: Tracks | null) {
    this.#preview = tracks;
    if (tracks === null) {
      clearTimeout(this.#follow);
      this.#follow = undefined;
      this.#followed = null;
    } else {
      this.#follow ??= setTimeout(() => {
        this.#follow = undefined;
        this.#followed = this.#preview;
      }, FOLLOW_MS);
    }
  }

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

  // What is meant

  /** Means this keyframe, and it alone. */
  choose(mark: Mark | null): void {
    this.refusal = null;
    this.#together = [];
    this.current = mark;
  }

  /** Means all of these, with the focus on one of them or on none. */
  chooseAll(marks: readonly Mark[], current: Mark | null = null): void {
    this.#together = marks;
    this.current = current;
  }

  /** Adds a keyframe to those that are meant, or takes it out; what is taken out is not meant any more. */
  toggle(mark: Mark): void {
    const taken = includes(this.chosen, mark);
    this.chooseAll(toggled(this.chosen, mark), taken ? null : mark);
  }

  /** The same by keys, where going to the next keyframe means that one alone. */
  pin(mark: Mark): void {
    const taken = includes(this.#together, mark);
    this.chooseAll(toggled(this.#together, mark), taken ? null : mark);
  }

  /** All keyframes of the current one's track; of every track, where those are meant already. */
  chooseMore(): void {
    const names = this.shown.filter((name) => this.muted[name] === undefined);
    const own = this.current?.track;
    const track = own === undefined ? [] : allMarks(this.tracks, [own]);
    const enough = track.length > this.chosen.length;
    this.#together = enough ? track : allMarks(this.tracks, names);
  }

  // Steps

  setTracks(tracks: Tracks, goesOn = false): void {
    this.refusal = refusalOf(tracks);
    if (this.refusal !== null) return;
    scheduleDocument.apply({ schedule: withTracks(draft.recipe, tracks) }, goesOn);
  }

  setTrack(track: TrackName, keyframes: Track, goesOn = false): void {
    this.setTracks({ [track]: keyframes }, goesOn);
  }

  undo(): void {
    this.#keepMeant(() => scheduleDocument.undo());
  }

  redo(): void {
    this.#keepMeant(() => scheduleDocument.redo());
  }

  /** Means nothing any more where what was meant is not there after a change of the document. */
  #keepMeant(change: () => void): void {
    this.preview = null;
    const placesOf = (marks: readonly Mark[]) =>
      JSON.stringify(marks.map(({ track, index }) => this.tracks[track].at(index)?.at));
    const { chosen } = this;
    const before = placesOf(chosen);
    change();
    if (placesOf(chosen) !== before) this.choose(null);
  }

  drop(): void {
    const dropped = this.preview;
    this.preview = null;
    if (dropped !== null) this.setTracks(dropped);
  }

  /** What a move in time moves: with ripple on, all that stands later as well. */
  movedInTime(marks: readonly Mark[]): readonly Mark[] {
    return preferences.ripple ? withLater(this.tracks, marks) : marks;
  }

  /** How far a move in time may go: a ripple pushes what stands later past the end. */
  get farthest(): number {
    return preferences.ripple ? Infinity : this.end;
  }

  /** The tracks with what is meant shifted. */
  shifted(by: number): Tracks {
    return changedFrom(
      this.tracks,
      shift(this.tracks, this.movedInTime(this.chosen), by, this.farthest),
    );
  }

  scaled(pivot: number, factor: number, tracks: Tracks = this.tracks): Tracks {
    return changedFrom(this.tracks, scale(tracks, this.chosen, { pivot, factor, end: this.end }));
  }

  valued(value: (old: number, track: TrackName) => number, marks = this.chosen): Tracks {
    return changedFrom(this.tracks, setValues(this.tracks, marks, value));
  }

  /** Adds a keyframe where no pointer says where: between the current one and the next, or at the cursor. */
  addKeyframe(track = this.current?.track ?? this.shown.find((name) => !this.muted[name])): void {
    if (track === undefined) return;
    const keyframes = this.tracks[track];
    const from = this.current?.track === track ? this.current.index : null;
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
    this.choose({ track, index: added.index });
  }

  /**
   * Puts a keyframe at another position of its track, and means it there.
   * @returns why it cannot stand there, as a sentence, or null
   */
  putAt({ track, index }: Mark, at: number): string | null {
    const { end } = this;
    const moved = at >= 0 && at <= end ? put(this.tracks[track], index, at) : null;
    if (moved === null) {
      return `Type a position from 0 to ${formatPosition(end)} where no other keyframe stands.`;
    }
    this.setTrack(track, moved.track);
    this.choose({ track, index: moved.index });
    return null;
  }

  /** @returns why a keyframe cannot have the value, as a sentence, or null */
  putValue(mark: Mark, value: number): string | null {
    const { min, max } = described[mark.track];
    if (!(value >= min && value <= max)) {
      return `Type a number from ${formatBound(min)} to ${formatBound(max)}.`;
    }
    this.setTracks(this.valued(() => value, [mark]));
    return null;
  }

  removeChosen(): void {
    const { keyframe } = this;
    this.setTracks(changedFrom(this.tracks, without(this.tracks, this.chosen)));
    const left = keyframe === null ? 0 : this.tracks[keyframe.track].length;
    this.choose(
      keyframe === null || left === 0
        ? null
        : { track: keyframe.track, index: Math.min(keyframe.index, left - 1) },
    );
  }

  easeChosen(easing: Easing): void {
    this.setTracks(
      changedFrom(
        this.tracks,
        changed(this.tracks, this.chosen, () => ({ easing })),
      ),
    );
  }

  /** Lays a copy of what is meant behind it, as far behind as its keyframes are apart, and means the copy. */
  duplicate(): void {
    const clip = clipOf(this.tracks, this.chosen);
    const { span } = this;
    if (clip === null || span === null) return;
    const times = new Set(this.chosen.map(({ track, index }) => this.tracks[track][index].at));
    const gap = times.size === 1 ? 1 : (span.to - span.from) / (times.size - 1);
    this.#paste(clip, span.to + gap, null);
  }

  copy(): void {
    const clip = clipOf(this.tracks, this.chosen);
    if (clip !== null) keepClip(clip);
  }

  /** Lays what was copied, here or in another window, over the tracks, from the time cursor on. */
  pasteAtCursor(): void {
    const clip = keptClip();
    if (clip !== null) this.#paste(clip, this.place.from, this.current?.track ?? null);
  }

  #paste(clip: Clip, at: number, into: TrackName | null): void {
    const pasted = paste(this.tracks, clip, { at, end: this.end, into });
    if (pasted.marks.length === 0) {
      this.refusal = 'There is no room for it before the end. Nothing was changed.';
      return;
    }
    this.setTracks(changedFrom(this.tracks, pasted.tracks));
    if (this.refusal === null) this.chooseAll(pasted.marks, pasted.marks.at(0));
  }

  /** Where time is put in, and how much of it: a negative number of epochs takes time out. */
  insertion = $derived.by(() => {
    const { epochs } = draft.recipe;
    const at = Math.min(this.place.from, epochs);
    const most = parameters.epochs.max - epochs;
    return { at, least: -Math.floor(Math.min(epochs - at, epochs - 1)), most };
  });

  /** Puts epochs in at the time cursor, in every drawn track, or takes them out; within `insertion`. */
  insertEpochs(epochs: number): void {
    const { schedule, muted } = scheduleDocument.present;
    const { at } = this.insertion;
    this.choose(null);
    scheduleDocument.apply({
      epochs: draft.recipe.epochs + epochs,
      schedule:
        schedule === null ? null : { ...schedule, tracks: insertTime(schedule.tracks, at, epochs) },
      muted: insertTime(muted, at, epochs),
    });
  }

  resetTrack(track: TrackName): void {
    if (this.current?.track === track) this.choose(null);
    const { [track]: _, ...muted } = this.muted;
    const schedule = withTracks(draft.recipe, { [track]: defaultTrack(draft.recipe, track) });
    scheduleDocument.apply({ schedule, muted });
  }

  /** Puts a drawn track aside, so that the settings go instead of it, or takes it back. */
  toggleMuted(track: TrackName): void {
    if (this.current?.track === track) this.choose(null);
    const { [track]: kept, ...others } = this.muted;
    const drawn = kept ?? defaultTrack(draft.recipe, track);
    scheduleDocument.apply({
      schedule: withTracks(draft.recipe, { [track]: drawn }),
      muted: kept === undefined ? { ...others, [track]: this.tracks[track] } : others,
    });
  }

  /** Lets every track follow the settings again: the empty document. */
  resetAll(): void {
    this.choose(null);
    scheduleDocument.apply({ schedule: null, muted: {} });
  }

  setEpochs(epochs: number): void {
    const { min, max } = parameters.epochs;
    if (!Number.isInteger(epochs) || epochs < min || epochs > max) {
      this.refusal = `A schedule is over ${formatCount(min)} to ${formatCount(max)} whole epochs. Nothing was changed.`;
      return;
    }
    this.refusal = null;
    // What follows the settings goes on following them; what was drawn by hand stays where it is.
    scheduleDocument.apply({ epochs });
  }

  setClock(clock: Clock): void {
    scheduleDocument.apply({ schedule: withTracks(draft.recipe, {}, clock) });
  }

  /** Makes the document what was written elsewhere: its text, or a file. */
  setSchedule(schedule: Schedule): void {
    this.choose(null);
    scheduleDocument.apply({
      schedule: withTracks({ ...draft.recipe, schedule: null }, schedule.tracks, schedule.clock),
    });
  }

  /** Makes the draft's schedule the one that a run followed. */
  load({ recipe: { epochs }, schedule: { clock, tracks } }: Followed): void {
    this.choose(null);
    scheduleDocument.apply({
      epochs,
      schedule: withTracks({ ...draft.recipe, epochs, schedule: null }, tracks, clock),
    });
  }
}

export const editor = new Editor();
