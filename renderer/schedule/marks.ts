/** The keyframes of a track as a few paths, so that hundreds of them are drawn at once. */
import { easings, type Easing, type Track } from '../../src/core/schedule/schedule.ts';
import { tenth, toPoint, type Plane } from './geometry.ts';

/** Of half the width of a mark, pixels; drawn from its middle. */
const shapes: Record<Easing, string> = {
  hold: 'm-4.5-4.5h9v9h-9z',
  linear: 'm0-6 6 6-6 6-6-6z',
  cosine: 'm-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
  smooth: 'm-5.5 4.5h11l-5.5-10z',
};

/** The shape of one mark, for a legend. */
export const shapeOf = (easing: Easing): string => `M7 7${shapes[easing]}`;

/** Of keyframes that stand so close that shapes would hide each other; cheap to draw, too. */
const DOT = 'm-1.5-3h3v6h-3z';
const CLOSE = 6;

/** Whether the keyframes of a track stand so close. */
export const areClose = (plane: Plane, track: Track): boolean =>
  plane.box.width < CLOSE * track.length;

/** The `d` of an SVG path through all marks that are chosen, or through all that are not. */
export function pathOfMarks(
  plane: Plane,
  track: Track,
  wanted: (index: number) => boolean,
): string {
  const close = areClose(plane, track);
  let path = '';
  for (const [index, keyframe] of track.entries()) {
    if (!wanted(index)) continue;
    const { x, y } = toPoint(plane, keyframe);
    // What the last keyframe is followed by is its own value, whatever its easing.
    const easing = index === track.length - 1 ? easings[0] : keyframe.easing;
    path += `M${tenth(x)} ${tenth(y)}${close ? DOT : shapes[easing]}`;
  }
  return path;
}
