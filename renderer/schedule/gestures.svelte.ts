/** What a pointer or a key does to keyframes: a drag, a box around some, a step of an arrow key. */
import {
  trackNames,
  tracks as described,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { nudgeValue, roundDragged } from './edit.ts';
import { editor } from './editor.svelte.ts';
import {
  clean,
  marksWithin,
  toFrame,
  toPlace,
  toPoint,
  type Plane,
  type Point,
} from './geometry.ts';
import { formatPosition } from './plan.ts';
import { preferences } from './preferences.svelte.ts';
import {
  changedFrom,
  includes,
  setValues,
  shift,
  shiftRoom,
  spanOf,
  toggled,
  union,
  type Mark,
  type Tracks,
} from './selection.ts';
import { snapValue, snapWithin, type Edge } from './snap.ts';

/** Pixels that a pointer may tremble before it drags, and along an axis that it leaves alone. */
const TREMBLE = 3;
/** How much of a pointer's way counts in the fine mode. */
const FINE = 0.1;

/** Where a track is drawn. */
export type Surface = { drawing: Element; plane: () => Plane };

type Way = { last: Point; dx: number; dy: number; moved: boolean };
type Drag = Way &
  (
    | {
        kind: 'move';
        mark: Mark;
        /** What was chosen before. */
        before: readonly Mark[];
        /** Whether it ever left its height by more than a tremble: a drag in time keeps the value. */
        rises: boolean;
        marks: readonly Mark[];
        from: Tracks;
        plane: Plane;
        edges: Edge[];
      }
    | { kind: 'box'; track: TrackName; begun: Point; before: readonly Mark[]; current: Mark | null }
    | { kind: 'stretch'; side: 'from' | 'to'; from: Tracks; plane: Plane; edges: Edge[] }
  );

class Gestures {
  readonly #surfaces = new Map<TrackName, Surface>();
  #drag: Drag | null = null;
  /** What goes on, for whoever says what keys do now. */
  kind = $state.raw<Drag['kind'] | null>(null);
  /** The track whose keyframe is dragged, and the scale that it began with: the pointer means the same all along. */
  held = $state.raw<{ track: TrackName; plane: Plane } | null>(null);
  /** Around what is being chosen, in pixels of the window. */
  box = $state.raw<{ left: number; top: number; width: number; height: number } | null>(null);
  /** What the drag was drawn to. */
  edge = $state.raw<Edge | null>(null);

  /** Tells where a track is drawn, until the returned function is called. */
  register(track: TrackName, surface: Surface): () => void {
    this.#surfaces.set(track, surface);
    return () => this.#surfaces.delete(track);
  }

  #begin(event: PointerEvent & { currentTarget: Element }, drag: Drag): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#drag = drag;
    this.kind = drag.kind;
  }

  #wayOf = (event: MouseEvent): Way => ({
    last: { x: event.clientX, y: event.clientY },
    dx: 0,
    dy: 0,
    moved: false,
  });

  /** A pointer comes down in a track: on the keyframe of a place, or beside all of them. */
  down(
    event: PointerEvent & { currentTarget: Element },
    track: TrackName,
    index: number | null,
  ): void {
    if (event.button !== 0) return;
    if (index === null) {
      const { chosen: before, current } = editor;
      const begun = { x: event.clientX, y: event.clientY };
      this.#begin(event, { ...this.#wayOf(event), kind: 'box', track, begun, before, current });
      return;
    }
    event.preventDefault();
    const mark = { track, index };
    const plane = this.#surfaces.get(track)!.plane();
    const before = editor.chosen;
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    if (!includes(editor.chosen, mark) && !adds) editor.choose(mark);
    const marks = includes(editor.chosen, mark) ? editor.chosen : [mark];
    this.held = { track, plane };
    this.#begin(event, {
      ...this.#wayOf(event),
      ...{ kind: 'move', mark, before, rises: false, marks, from: editor.tracks, plane },
      edges: edgesBeside(marks),
    });
  }

  /** A pointer takes an end of what is chosen, to stretch it in time. */
  downAtEnd(
    event: PointerEvent & { currentTarget: Element },
    side: 'from' | 'to',
    plane: Plane,
  ): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    const edges = edgesBeside(editor.chosen);
    const from = editor.tracks;
    this.#begin(event, { ...this.#wayOf(event), kind: 'stretch', side, from, plane, edges });
  }

  pull(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === null) return;
    // The button was let go where nobody heard of it.
    if (event.buttons === 0) return void this.cancel();
    const share = drag.kind !== 'box' && (event.ctrlKey || event.metaKey) ? FINE : 1;
    drag.dx += (event.clientX - drag.last.x) * share;
    drag.dy += (event.clientY - drag.last.y) * share;
    drag.last = { x: event.clientX, y: event.clientY };
    if (!drag.moved && Math.hypot(drag.dx, drag.dy) < TREMBLE) return;
    drag.moved = true;
    if (drag.kind === 'move') this.#move(drag, event);
    else if (drag.kind === 'stretch') this.#stretch(drag, event);
    else this.#encircle(drag, event);
  }

  #move(drag: Extract<Drag, { kind: 'move' }>, event: PointerEvent): void {
    const { mark, marks, from, plane, dx, dy } = drag;
    drag.rises ||= Math.abs(dy) >= TREMBLE;
    const upright = Math.abs(dy) > Math.abs(dx);
    const moves = event.shiftKey
      ? { at: !upright, value: upright }
      : { at: true, value: drag.rises };
    const begun = from[mark.track]![mark.index];
    const point = toPoint(plane, begun);
    const place = toPlace(plane, { x: point.x + dx, y: point.y + dy });
    const snaps = preferences.snap && !event.altKey;

    let tracks: Tracks = from;
    if (moves.value) {
      const side = editor.data?.shape.height ?? null;
      const wanted =
        (snaps ? snapValue(mark.track, place.value, side) : null) ??
        roundDragged(place.value, plane.values, plane.box.height);
      const own = marks.filter(({ track }) => track === mark.track);
      const [by, times] = [wanted - begun.value, begun.value > 0 ? wanted / begun.value : 1];
      const logarithmic = plane.values.kind === 'log' && begun.value > 0;
      tracks = setValues(tracks, own, (old) =>
        own.length === 1 ? wanted : logarithmic ? old * times : old + by,
      );
    }
    this.edge = null;
    if (moves.at) {
      const moved = editor.movedInTime(marks);
      tracks = shift(
        tracks,
        moved,
        this.#snappedBy(drag, place.at, begun.at, moved, snaps),
        editor.farthest,
      );
    }
    editor.preview = changedFrom(from, tracks);
  }

  /** By how much to shift so that what stands at `begun` comes to `wanted`, or to what draws it. */
  #snappedBy(
    { from, plane, edges }: { from: Tracks; plane: Plane; edges: Edge[] },
    wanted: number,
    begun: number,
    moved: readonly Mark[],
    snaps: boolean,
  ): number {
    if (!snaps) return clean(Math.round(wanted * 100) / 100) - begun;
    const room = shiftRoom(from, moved, editor.farthest);
    const bounds = { from: begun + room.from, to: begun + room.to };
    const found = snapWithin(wanted, bounds, edges, plane.box.width / plane.end);
    this.edge = found?.to ?? null;
    return found === null ? 0 : found.at - begun;
  }

  #stretch(drag: Extract<Drag, { kind: 'stretch' }>, event: PointerEvent): void {
    const { side, from, plane, edges, dx } = drag;
    const span = spanOf(from, editor.chosen);
    if (span === null || span.from === span.to) return;
    const [moving, pivot] = side === 'to' ? [span.to, span.from] : [span.from, span.to];
    const wanted = moving + (dx / plane.box.width) * plane.end;
    const snaps = preferences.snap && !event.altKey;
    const inside = { from: 0, to: Math.max(editor.end, span.to) };
    const found = snaps ? snapWithin(wanted, inside, edges, plane.box.width / plane.end) : null;
    this.edge = found?.to ?? null;
    const factor = ((found?.at ?? wanted) - pivot) / (moving - pivot);
    editor.preview = editor.scaled(pivot, factor, from);
  }

  #encircle({ begun, before, last }: Extract<Drag, { kind: 'box' }>, event: PointerEvent): void {
    const [left, right] = [Math.min(begun.x, last.x), Math.max(begun.x, last.x)];
    const [top, bottom] = [Math.min(begun.y, last.y), Math.max(begun.y, last.y)];
    this.box = { left, top, width: right - left, height: bottom - top };
    const inside = trackNames.flatMap((track) => {
      const surface = this.#surfaces.get(track);
      if (surface === undefined || editor.muted[track] !== undefined) return [];
      const frame = surface.drawing.getBoundingClientRect();
      const corner = toFrame(frame, { x: left, y: top });
      const box = { ...this.box!, left: corner.x, top: corner.y };
      return marksWithin(surface.plane(), editor.tracks[track], box).map((index) => ({
        track,
        index,
      }));
    });
    editor.chooseAll(event.shiftKey ? union(before, inside) : inside);
  }

  /** @returns the keyframe that should have the focus now, where it is another than before */
  release(event: PointerEvent): Mark | null {
    const drag = this.#drag;
    if (drag === null) return null;
    this.#end();
    if (drag.kind === 'box' && drag.moved) {
      // So that keys are for what was chosen.
      const [first = null] = editor.chosen;
      editor.chooseAll(editor.chosen, first);
      return first;
    }
    if (drag.moved) editor.drop();
    else if (drag.kind === 'move') {
      if (event.shiftKey || event.ctrlKey || event.metaKey) {
        const taken = includes(drag.before, drag.mark);
        editor.chooseAll(toggled(drag.before, drag.mark), taken ? null : drag.mark);
      } else editor.choose(drag.mark);
    } else if (drag.kind === 'box') {
      editor.choose(null);
      const surface = this.#surfaces.get(drag.track)!;
      const point = toFrame(surface.drawing.getBoundingClientRect(), drag.last);
      editor.seekAt(toPlace(surface.plane(), point).at);
    }
    return null;
  }

  /** Takes a drag back. Whether there was one. */
  cancel(): boolean {
    const drag = this.#drag;
    if (drag === null) return false;
    editor.preview = null;
    if (drag.kind === 'box') editor.chooseAll(drag.before, drag.current);
    this.#end();
    return true;
  }

  #end(): void {
    this.#drag = null;
    this.kind = null;
    this.held = null;
    this.box = null;
    this.edge = null;
  }

  /** Adds a keyframe where the pointer is. */
  addHere(event: MouseEvent, track: TrackName): void {
    const surface = this.#surfaces.get(track)!;
    const plane = surface.plane();
    const frame = surface.drawing.getBoundingClientRect();
    const { at, value } = toPlace(plane, toFrame(frame, { x: event.clientX, y: event.clientY }));
    const snaps = preferences.snap && !event.altKey;
    const place = snaps ? Math.round(at) : clean(Math.round(at * 100) / 100);
    const { min, max } = described[track];
    const side = editor.data?.shape.height ?? null;
    const wanted =
      (snaps ? snapValue(track, value, side) : null) ??
      roundDragged(value, plane.values, plane.box.height);
    const inside = Math.min(editor.end, Math.max(0, place));
    editor.addAt(track, inside, Math.min(max, Math.max(min, wanted)));
  }

  /**
   * What an arrow or page key does to what is chosen.
   * @returns whether the key meant something
   */
  nudge(event: KeyboardEvent, { track, index }: Mark): boolean {
    if (event.ctrlKey || event.metaKey) return false;
    const plane = this.#surfaces.get(track)!.plane();
    const { at } = editor.tracks[track][index];
    const size = (event.shiftKey ? 10 : 1) * (event.altKey ? 0.1 : 1);
    const raise = (steps: number) =>
      editor.valued((value, name) =>
        nudgeValue(
          value,
          steps,
          this.#surfaces.get(name)?.plane().values ?? plane.values,
          described[name],
        ),
      );
    const later = (steps: number) => {
      const whole = steps > 0 ? Math.floor(at + steps) : Math.ceil(at + steps);
      return editor.shifted(
        this.#snappedNudge(event.altKey ? at + steps : whole, at, !event.altKey),
      );
    };
    const changes: Record<string, () => Tracks> = {
      ArrowLeft: () => later(-size),
      ArrowRight: () => later(size),
      ArrowUp: () => raise(size),
      ArrowDown: () => raise(-size),
      PageUp: () => raise(10),
      PageDown: () => raise(-10),
    };
    const change = changes[event.key];
    if (change === undefined) return false;
    editor.setTracks(change(), event.repeat);
    return true;
  }

  #snappedNudge(wanted: number, at: number, snaps: boolean): number {
    if (!snaps) return wanted - at;
    const room = shiftRoom(editor.tracks, editor.movedInTime(editor.chosen), editor.farthest);
    const found = snapWithin(wanted, { from: at + room.from, to: at + room.to }, [], 1);
    return found === null ? 0 : found.at - at;
  }
}

/** Where a drag is drawn to: keyframes of tracks that it leaves alone, the cursor, and the end. */
function edgesBeside(marks: readonly Mark[]): Edge[] {
  const moved = new Set(marks.map(({ track }) => track));
  const stages = editor.shown
    .filter((name) => !moved.has(name))
    .flatMap((name) =>
      editor.tracks[name].map(({ at }) => ({
        at,
        what: `a keyframe of the ${described[name].label}`,
      })),
    );
  return [
    ...stages,
    { at: editor.place.from, what: 'the time cursor' },
    { at: editor.recipe.epochs, what: `the end, ${formatPosition(editor.recipe.epochs)}` },
  ].sort((one, other) => one.at - other.at);
}

export const gestures = new Gestures();
