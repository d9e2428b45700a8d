/** A point of the search: a bandwidth for each stage, of images of 224 pixels a side. */
import type { ImageShape } from '../schedule/course.ts';
import { held } from '../schedule/defaults.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { PAPER_SIZE, snapped } from '../view/side.ts';
import { clockOf, type SearchPlan } from './plan.ts';

export type Bandwidths = readonly number[];

/** Whole images in every stage: the plain recipe. */
export const plain = ({ stages }: SearchPlan): Bandwidths =>
  new Array<number>(stages).fill(PAPER_SIZE);

/** What an arm is called that is shown so: "96 160 224". */
export const nameOf = (bandwidths: Bandwidths): string => bandwidths.join(' ');

/**
 * The schedule of a training of `epochs` on the plan's clock, with the other tracks of `given`.
 * Stage i of N begins at floor(E i / N) epochs, as EfficientTrain's do, or at E i / N of compute.
 */
export function scheduleOf(
  plan: SearchPlan,
  bandwidths: Bandwidths,
  epochs: number,
  given: Schedule | null,
): Schedule {
  const clock = clockOf(plan);
  const places = bandwidths.map((_, stage) => {
    const place = (epochs * stage) / bandwidths.length;
    return clock === 'epoch' ? Math.floor(place) : place;
  });
  const changes = bandwidths.flatMap((bandwidth, stage) =>
    stage > 0 && bandwidth === bandwidths[stage - 1] ? [] : stage,
  );
  const bandwidth = held(
    changes.map((stage) => places[stage]),
    changes.map((stage) => bandwidths[stage] / PAPER_SIZE),
  );
  return { version: 1, clock, tracks: { ...given?.tracks, bandwidth } };
}

/** Two candidates that are shown with the same pixels at an image of that size; null where all differ. */
export function sameView(
  { candidates }: SearchPlan,
  { height, width }: ImageShape,
): ({ smaller: number; larger: number } & ImageShape) | null {
  const shown = candidates.map((side) => ({
    side,
    height: snapped((side / PAPER_SIZE) * height, height),
    width: snapped((side / PAPER_SIZE) * width, width),
  }));
  const at = shown.findIndex(
    (view, i) => i > 0 && view.height === shown[i - 1].height && view.width === shown[i - 1].width,
  );
  if (at === -1) return null;
  const { side, ...view } = shown[at];
  return { smaller: shown[at - 1].side, larger: side, ...view };
}
