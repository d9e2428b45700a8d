/**
 * The keyframes of a track as what they are to keys and to people who do not see them: a slider
 * each. They are kept by hand, since thousands of them would each ask after every step of a drag
 * whether it is their turn.
 */
import {
  tracks,
  type Clock,
  type Easing,
  type Keyframe,
  type Track,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { formatFigure } from '../lib/format.ts';
import { xOf, yOf, type Plane } from './geometry.ts';
import { keyframeId, placeWords } from './plan.ts';

const then: Record<Easing, string> = {
  hold: 'holds',
  linear: 'goes straight to the next',
  cosine: 'follows half a cosine to the next',
  smooth: 'goes smoothly to the next',
};

export type Sliders = {
  name: TrackName;
  keyframes: Track;
  plane: Plane;
  clock: Clock;
  /** The places of those that are chosen with others. */
  together: ReadonlySet<number>;
};

/** Makes the elements of `layer` those sliders; `shown` is what they are at the moment. */
export function showSliders(layer: HTMLElement, sliders: Sliders, shown: Sliders | null): void {
  const { keyframes, name, plane, clock, together } = sliders;
  while (layer.childElementCount > keyframes.length) layer.lastElementChild?.remove();
  const all = shown === null || shown.plane !== plane || shown.clock !== clock;
  const lengthChanged = shown?.keyframes.length !== keyframes.length;
  const last = keyframes.length - 1;
  for (const [index, keyframe] of keyframes.entries()) {
    const same =
      !all &&
      shown.keyframes[index] === keyframe &&
      shown.together.has(index) === together.has(index) &&
      !(lengthChanged && index >= Math.min(last, shown.keyframes.length - 1));
    if (same) continue;
    const element = layer.children[index] ?? layer.appendChild(newSlider(name, index));
    describe(element as HTMLElement, sliders, index);
  }
}

/** Moves the slider that is held along with its keyframe. What is shown then. */
export function followHeld(
  layer: HTMLElement,
  shown: Sliders,
  keyframes: Track,
  held: number | null,
): Sliders {
  if (held === null || shown.keyframes[held] === keyframes[held]) return shown;
  const next = { ...shown, keyframes: shown.keyframes.with(held, keyframes[held]) };
  describe(layer.children[held] as HTMLElement, next, held);
  return next;
}

function describe(
  element: HTMLElement,
  { name, keyframes, plane, clock, together }: Sliders,
  index: number,
): void {
  const keyframe = keyframes[index];
  place(element, keyframe, plane);
  const how = index === keyframes.length - 1 ? 'holds to the end' : then[keyframe.easing];
  const also = together.has(index) ? ', chosen' : '';
  element.ariaLabel = `${tracks[name].label} at ${placeWords(clock, keyframe.at)}`;
  element.ariaValueNow = String(keyframe.value);
  element.ariaValueText = `${formatFigure(keyframe.value)}, ${how}${also}`;
}

/** Lets Tab come to one of the sliders, and to no other. */
export function setTabStop(layer: HTMLElement, index: number): void {
  for (const other of layer.querySelectorAll<HTMLElement>('[tabindex="0"]')) other.tabIndex = -1;
  const slider = layer.children[index] as HTMLElement | undefined;
  if (slider !== undefined) slider.tabIndex = 0;
}

function newSlider(name: TrackName, index: number): HTMLElement {
  const element = document.createElement('div');
  element.className = 'keyframe';
  element.id = keyframeId(name, index);
  element.role = 'slider';
  element.tabIndex = -1;
  element.dataset['index'] = String(index);
  element.ariaOrientation = 'vertical';
  element.ariaValueMin = String(tracks[name].min);
  element.ariaValueMax = String(tracks[name].max);
  return element;
}

// Not by a transform: each would be a layer's worth of work for whoever puts the page together.
const place = ({ style }: HTMLElement, { at, value }: Keyframe, plane: Plane): void => {
  style.left = `${xOf(plane, at)}px`;
  style.top = `${yOf(plane, value)}px`;
};
