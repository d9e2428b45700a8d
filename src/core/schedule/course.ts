import { snapped } from '../view/side.ts';
import { constant } from './defaults.ts';
import { evaluate } from './evaluate.ts';
import type { FullSchedule, Track } from './schedule.ts';

/** The ledger counts epochs of hiding and forgetting in 16 bits. */
export const MOST_PASSES = 65_535;

/** Pixels of a side. */
export type ImageShape = { height: number; width: number };

/** One pass over the data set. */
export type Pass = {
  /** The part of the schedule's clock that the pass takes. */
  from: number;
  to: number;
  /** Where on the clock the tracks are read for the whole pass, the learning rate apart. */
  at: number;
  /** Pixels that are shown. */
  view: ImageShape;
  /** So many samples are learned from for each one of the pass: the others are replayed ones of it. */
  replay: number;
};

/** What decides how much a pass costs. */
type Look = Pick<Pass, 'view' | 'replay'>;

/** Positions nearer than this share of the schedule are the same one. */
const SAME = 1e-9;

/** What still changes after so many looks at the end of a pass is taken as it comes. */
const MOST_CHANGES = 16;

/**
 * The passes of a schedule of `epochs` on its clock, for images of a shape.
 *
 * On the clock `epoch` they are the epochs, and tracks are read where an epoch begins.
 *
 * On the clock `compute` a pass at a bandwidth takes its share of the pixels, by the rule of
 * EfficientTrain++ as released: of images of P pixels shown with p, all of the clock's Q epochs would
 * be T = floor(Q P / p) passes, and pass k covers k / T … (k + 1) / T of them. A value holds for the
 * passes that end while it does, so that a stage up to b ends with pass floor(T b / Q); where the
 * bandwidth changes, the counter goes on at round(k p / p'), halves to even. A pass that learns from
 * r samples for each one of it takes r times as much, as if it showed r p pixels (our reading).
 *
 * Where passes were made along another schedule before, it goes on from where the last one ended, as
 * at a change of the bandwidth.
 *
 * Of more than MOST_PASSES only one is made, so that whoever counts them knows and nobody waits.
 *
 * @param replay whole factors r along the clock `compute`; on the other one nothing is replayed
 * @param before passes that stay as they are, and that the result begins with
 */
export function course(
  schedule: FullSchedule,
  epochs: number,
  shape: ImageShape,
  replay: Track = constant(1),
  before: readonly Pass[] = [],
): Pass[] {
  const { bandwidth } = schedule.tracks;
  const viewAt = (at: number): ImageShape => {
    const share = evaluate(bandwidth, at);
    return {
      height: snapped(share * shape.height, shape.height),
      width: snapped(share * shape.width, shape.width),
    };
  };
  if (schedule.clock === 'epoch') {
    const all = Array.from({ length: epochs }, (_, epoch) => ({
      from: epoch,
      to: epoch + 1,
      at: epoch,
      view: viewAt(epoch),
      replay: 1,
    }));
    return [...before, ...all.slice(before.length)];
  }
  const lookAt = (at: number): Look => ({ view: viewAt(at), replay: evaluate(replay, at) });
  const tolerance = SAME * epochs;
  const whole = pixels(shape);
  const horizonOf = (look: Look) => Math.floor((epochs * whole) / cost(look));
  const passes = [...before];
  const last = passes.at(-1);
  let look: Look = last === undefined ? lookAt(0) : { view: last.view, replay: last.replay };
  let counter = last === undefined ? 0 : Math.round((last.to * horizonOf(look)) / epochs);
  let at = last?.at ?? 0;
  while (passes.length <= MOST_PASSES) {
    const stood = { look, counter };
    let horizon = horizonOf(look);
    const end = () => (epochs * (counter + 1)) / horizon;
    for (let changes = 0; changes < MOST_CHANGES; changes++) {
      // It never goes back: a pass that rounding begins before its stage is of that stage all the same.
      at = Math.max(at, Math.min(end(), epochs) - tolerance);
      const next = lookAt(at);
      if (pixels(next.view) === pixels(look.view) && next.replay === look.replay) break;
      look = next;
      counter = roundedQuotient(stood.counter * cost(stood.look), cost(look));
      horizon = horizonOf(look);
    }
    if (counter + 1 > horizon) break;
    passes.push({ from: (epochs * counter) / horizon, to: end(), at, ...look });
    counter++;
  }
  return passes;
}

/** How many passes there are, as it is said: of too many ones the course does not tell. */
export const countWords = ({ length }: readonly unknown[]): string =>
  length > MOST_PASSES
    ? `more than ${MOST_PASSES.toLocaleString('en')}`
    : length.toLocaleString('en');

const pixels = ({ height, width }: ImageShape): number => height * width;

/** Pixels that are learned from for each sample of a pass. */
const cost = ({ view, replay }: Look): number => pixels(view) * replay;

/** The quotient of whole numbers, rounded to the nearest one, and halves to the even one. */
function roundedQuotient(numerator: number, denominator: number): number {
  const down = Math.floor(numerator / denominator);
  const twice = 2 * (numerator - down * denominator);
  return twice > denominator || (twice === denominator && down % 2 === 1) ? down + 1 : down;
}
