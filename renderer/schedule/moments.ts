/** The passes at which a sample is looked at: where it begins to be shown at another size. */
import type { PassForecast } from '../../src/core/forecast/forecast.ts';
import type { ImageShape } from '../../src/core/schedule/course.ts';

/** More pictures than this stand in no row. */
const MOST = 8;

/** Ascending, the first pass among them; of more stages than there is room for, some in even steps. */
export function momentsOf(passes: readonly Pick<PassForecast, 'view'>[]): number[] {
  const begins = [...passes.keys()].filter(
    (pass) => pass === 0 || !same(passes[pass].view, passes[pass - 1].view),
  );
  if (begins.length <= MOST) return begins;
  return Array.from(
    { length: MOST },
    (_, i) => begins[Math.round((i * (begins.length - 1)) / (MOST - 1))],
  );
}

const same = (one: ImageShape, other: ImageShape): boolean =>
  one.height === other.height && one.width === other.width;
