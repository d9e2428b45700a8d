/** What a pointer or a key does to the keyframes of one track. */
import { tracks, type Track, type TrackName } from '../../src/core/schedule/schedule.ts';
import { move, nudgeValue, roundDragged } from './edit.ts';
import { editor } from './editor.svelte.ts';
import { toPlace, toPoint, type Plane, type Point } from './geometry.ts';

/** Pixels that a pointer may tremble before it drags, and along an axis that it leaves alone. */
const TREMBLE = 3;

type Target = {
  name(): TrackName;
  drawing(): Element;
  plane(): Plane;
  /** Gives the selected keyframe the focus. */
  focusSelected(): void;
  /** Goes to the fields of the selected keyframe. */
  typeValue(): void;
};

type Drag = { index: number; from: Track; plane: Plane; pointer: Point; moved: boolean };

export class Gestures {
  readonly #of: Target;
  #drag = $state.raw<Drag | null>(null);
  #scrubbing = false;

  constructor(of: Target) {
    this.#of = of;
  }

  /** A drag keeps the scale that it began with: the pointer means the same all along. */
  get held(): Plane | null {
    return this.#drag?.plane ?? null;
  }

  #pointOf(event: MouseEvent): Point {
    const frame = this.#of.drawing().getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  #bounds(snap: boolean) {
    return { end: editor.end, range: tracks[this.#of.name()], snap };
  }

  #seekTo(event: MouseEvent): void {
    editor.seekAt(toPlace(this.#of.plane(), this.#pointOf(event)).at);
  }

  grab(event: PointerEvent, index: number): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    const mark = event.currentTarget as SVGGElement;
    mark.setPointerCapture(event.pointerId);
    mark.focus({ focusVisible: false });
    const name = this.#of.name();
    editor.selected = { track: name, index };
    this.#drag = {
      index,
      from: editor.tracks[name],
      plane: this.#of.plane(),
      pointer: this.#pointOf(event),
      moved: false,
    };
  }

  scrub(event: PointerEvent & { currentTarget: Element }): void {
    if (event.button !== 0) return;
    this.#scrubbing = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#seekTo(event);
  }

  pull(event: PointerEvent): void {
    if (this.#drag !== null) this.#pullKeyframe(this.#drag, event);
    else if (this.#scrubbing) this.#seekTo(event);
  }

  #pullKeyframe(drag: Drag, event: PointerEvent): void {
    const pointer = this.#pointOf(event);
    const dx = pointer.x - drag.pointer.x;
    const dy = pointer.y - drag.pointer.y;
    if (!drag.moved && Math.hypot(dx, dy) < TREMBLE) return;
    drag.moved = true;
    const upright = Math.abs(dy) > Math.abs(dx);
    const moves = event.shiftKey
      ? { at: !upright, value: upright }
      : { at: true, value: event.altKey || Math.abs(dy) >= TREMBLE };
    const begun = toPoint(drag.plane, drag.from[drag.index]);
    const place = toPlace(drag.plane, { x: begun.x + dx, y: begun.y + dy });
    const value = roundDragged(place.value, drag.plane.values, drag.plane.box.height);
    editor.dragged = {
      track: this.#of.name(),
      keyframes: move(
        drag.from,
        drag.index,
        { ...(moves.at ? { at: place.at } : {}), ...(moves.value ? { value } : {}) },
        this.#bounds(!event.altKey),
      ),
    };
  }

  release(): void {
    this.#scrubbing = false;
    if (this.#drag?.moved) editor.drop();
    this.#drag = null;
  }

  cancel(): void {
    this.#scrubbing = false;
    this.#drag = null;
    editor.dragged = null;
  }

  addHere(event: MouseEvent): void {
    const name = this.#of.name();
    const plane = this.#of.plane();
    const { at, value } = toPlace(plane, this.#pointOf(event));
    const place = event.altKey ? Math.round(at * 100) / 100 : Math.round(at);
    const inside = Math.min(editor.end, Math.max(0, place));
    const { min, max } = tracks[name];
    const rounded = roundDragged(value, plane.values, plane.box.height);
    editor.addAt(name, inside, Math.min(max, Math.max(min, rounded)));
    this.#of.focusSelected();
  }

  press(event: KeyboardEvent, index: number): void {
    if (event.ctrlKey || event.metaKey) return;
    const name = this.#of.name();
    const keyframes = editor.tracks[name];
    const { at, value } = keyframes[index];
    const steps = (event.shiftKey ? 10 : 1) * (event.altKey ? 0.1 : 1);
    const nudged = (by: number) => nudgeValue(value, by, this.#of.plane().values, tracks[name]);
    const to: { at?: number; value?: number } = {};
    switch (event.key) {
      case 'ArrowLeft':
        to.at = event.altKey ? at - steps : Math.ceil(at - steps);
        break;
      case 'ArrowRight':
        to.at = event.altKey ? at + steps : Math.floor(at + steps);
        break;
      case 'ArrowUp':
        to.value = nudged(steps);
        break;
      case 'ArrowDown':
        to.value = nudged(-steps);
        break;
      case 'PageUp':
        to.value = nudged(10);
        break;
      case 'PageDown':
        to.value = nudged(-10);
        break;
      case 'Enter':
        this.#of.typeValue();
        break;
      case 'Escape':
        // Of a drag only the drag is taken back.
        if (this.#drag !== null) this.cancel();
        else {
          editor.selected = null;
          (event.currentTarget as SVGGElement).blur();
        }
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (to.at === undefined && to.value === undefined) return;
    editor.setTrack(name, move(keyframes, index, to, this.#bounds(!event.altKey)), event.repeat);
  }
}
