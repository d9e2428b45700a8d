import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRecipe,
  fullSchedule,
  passesOf,
  type Recipe,
} from '../../../src/core/recipe/recipe.ts';
import { countWords, course, MOST_PASSES } from '../../../src/core/schedule/course.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import { easings, type Track } from '../../../src/core/schedule/schedule.ts';
import { snapped } from '../../../src/core/view/side.ts';
import {
  efficientTrainPlusPlusStages,
  efficientTrainStages,
  progressiveResizingStages,
  type ViewStage,
} from '../view/published-stages.ts';

const square = (size: number) => ({ height: size, width: size });

function madeBy(given: Partial<Recipe>, size: number) {
  const recipe = { ...defaultRecipe(), ...given };
  const schedule = fullSchedule(recipe);
  return passesOf(recipe, schedule, square(size)).map(({ from, to, at, view, replay }) => ({
    from: from / recipe.epochs,
    to: to / recipe.epochs,
    side: view.height,
    magnitude: evaluate(schedule.tracks.magnitude, at),
    replay,
  }));
}

/** The passes of stages, each with its place on the learning-rate curve. */
const passesOfStages = (stages: readonly ViewStage[]) =>
  stages.flatMap(({ epochs, startEpoch, horizonEpochs, bandwidth, magnitude, replay = 1 }) =>
    Array.from({ length: epochs }, (_, pass) => ({
      from: (startEpoch + pass) / horizonEpochs,
      to: (startEpoch + pass + 1) / horizonEpochs,
      side: bandwidth,
      magnitude,
      replay,
    })),
  );

function expectSame(
  found: ReturnType<typeof madeBy>,
  expected: ReturnType<typeof passesOfStages>,
): void {
  const looks = (passes: { side: number; replay: number }[]) =>
    passes.map(({ side, replay }) => ({ side, replay }));
  expect(looks(found)).toEqual(looks(expected));
  found.forEach(({ from, to, magnitude }, i) => {
    expect(from).toBeCloseTo(expected[i].from, 9);
    expect(to).toBeCloseTo(expected[i].to, 9);
    if (expected[i].magnitude !== null) expect(magnitude).toBe(expected[i].magnitude);
  });
}

const sizes = fc.constantFrom(28, 32, 64, 224);

describe('the course of a schedule', () => {
  it('has the stages of EfficientTrain, whatever the epochs and the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), sizes, (epochs, size) => {
        expectSame(
          madeBy({ view: 'efficienttrain', epochs }, size),
          passesOfStages(efficientTrainStages(epochs, size)),
        );
      }),
    );
  });

  it('has the stages of EfficientTrain++ of every family', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('resnet', 'convnext', 'deit'),
        fc.integer({ min: 20, max: 400 }),
        sizes,
        (viewFamily, epochs, size) => {
          expectSame(
            madeBy({ view: 'efficienttrain-plus-plus', viewFamily, epochs }, size),
            passesOfStages(efficientTrainPlusPlusStages(viewFamily, epochs, size)),
          );
        },
      ),
    );
  });

  it('makes the published 217, 157 and 80 passes of 200 epochs', () => {
    const sides = madeBy({ view: 'efficienttrain-plus-plus', epochs: 200 }, 224).map(
      ({ side }) => side,
    );
    expect([96, 160, 224].map((side) => sides.filter((s) => s === side).length)).toEqual([
      217, 157, 80,
    ]);
    expect(sides).toHaveLength(454);
  });

  const REPLAY = [4, 4, 2, 2, 2, 2, 1, 1, 1, 1];

  it('has the stages of EfficientTrain++ with fewer passes where samples are replayed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('resnet', 'convnext', 'deit'),
        fc.integer({ min: 20, max: 400 }),
        sizes,
        (viewFamily, epochs, size) => {
          const view = 'efficienttrain-plus-plus';
          expectSame(
            madeBy({ view, viewFamily, epochs, replay: true }, size),
            passesOfStages(efficientTrainPlusPlusStages(viewFamily, epochs, size, REPLAY)),
          );
        },
      ),
    );
  });

  it('makes 54, 78 and 81 passes of 200 epochs where samples are replayed, for the same compute', () => {
    const passes = madeBy({ view: 'efficienttrain-plus-plus', epochs: 200, replay: true }, 224);
    expect(
      [4, 2, 1].map((factor) => passes.filter(({ replay }) => replay === factor).length),
    ).toEqual([54, 78, 81]);
    const compute = passes.reduce((sum, { side, replay }) => sum + replay * (side / 224) ** 2, 0);
    // A pass at a change of stage is rounded to a whole one.
    expect(Math.abs(compute - 200)).toBeLessThan(1);
  });

  it('replays nothing on the clock of epochs', () => {
    const clock = { version: 1 as const, clock: 'epoch' as const, tracks: {} };
    const given = { view: 'efficienttrain-plus-plus' as const, replay: true, schedule: clock };
    const passes = madeBy({ ...given, epochs: 10 }, 28);
    expect(passes.map(({ replay }) => replay)).toEqual(Array<number>(10).fill(1));
  });

  it('has the stages of progressive resizing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), sizes, (epochs, size) => {
        const sides = madeBy({ view: 'progressive-resizing', epochs }, size);
        const expected = passesOfStages(progressiveResizingStages(epochs, size));
        expect(sides.map(({ side }) => side)).toEqual(expected.map(({ side }) => side));
      }),
    );
  });

  const keyframes: fc.Arbitrary<Track> = fc
    .uniqueArray(fc.nat(40), { minLength: 1, maxLength: 6 })
    .chain((places) =>
      fc.tuple(
        ...places
          .sort((a, b) => a - b)
          .map((at) =>
            fc.record({
              at: fc.constant(at / 2),
              value: fc.double({ min: 0.1, max: 1, noNaN: true }),
              easing: fc.constantFrom(...easings),
            }),
          ),
      ),
    );

  const factors = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 4 }).chain((places) =>
    fc.tuple(
      ...places
        .sort((a, b) => a - b)
        .map((at) =>
          fc.record({
            at: fc.constant(at / 2),
            value: fc.constantFrom(1, 2, 3, 4),
            easing: fc.constant('hold' as const),
          }),
        ),
    ),
  );

  it('goes forward and ends on any track of bandwidths and replayed samples', () => {
    fc.assert(
      fc.property(
        keyframes,
        factors,
        fc.integer({ min: 1, max: 20 }),
        (bandwidth, replay, epochs) => {
          const schedule = {
            version: 1 as const,
            clock: 'compute' as const,
            tracks: { bandwidth },
          };
          const recipe = { ...defaultRecipe(), epochs, schedule };
          const passes = course(fullSchedule(recipe), epochs, square(32), replay);
          // A pass of 4 pixels is the smallest and takes a sixty-fourth of a whole one; half of it may be gone through again.
          expect(passes.length).toBeLessThanOrEqual(2 * 64 * epochs);
          for (const { from, to } of passes) {
            expect(from).toBeLessThan(to);
            expect(to).toBeLessThanOrEqual(epochs * (1 + 1e-9));
          }
        },
      ),
    );
  });

  const shape = square(32);
  /** Along any schedule, up to any place in it. */
  const cut = fc.record({
    bandwidth: keyframes,
    replay: factors,
    epochs: fc.integer({ min: 1, max: 20 }),
    clock: fc.constantFrom('epoch' as const, 'compute' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  type Cut = typeof cut extends fc.Arbitrary<infer T> ? T : never;
  const scheduleOf = ({ clock, bandwidth, epochs }: Omit<Cut, 'replay' | 'share'>) =>
    fullSchedule({
      ...{ ...defaultRecipe(), epochs },
      schedule: { version: 1, clock, tracks: { bandwidth } },
    });

  it('is the same where it goes on from any of its passes', () => {
    fc.assert(
      fc.property(cut, ({ share, replay, epochs, ...given }) => {
        const schedule = scheduleOf({ ...given, epochs });
        const whole = course(schedule, epochs, shape, replay);
        const before = whole.slice(0, Math.round(share * whole.length));
        expect(course(schedule, epochs, shape, replay, before)).toEqual(whole);
      }),
    );
  });

  it('stops at one pass more than a run can make', () => {
    const bandwidth: Track = [{ at: 0, value: 0.01, easing: 'hold' }];
    const schedule = scheduleOf({ clock: 'compute', bandwidth, epochs: 300 });
    const passes = course(schedule, 300, square(224));
    // Of 224 pixels 4 are shown: 3,136 passes for each of 300 epochs.
    expect(passes).toHaveLength(MOST_PASSES + 1);
    const again = course(schedule, 300, square(224), undefined, passes.slice(0, 9));
    expect(again).toHaveLength(MOST_PASSES + 1);
    expect(countWords(passes)).toBe('more than 65,535');
    expect(countWords(passes.slice(1))).toBe('65,535');
  });

  it('keeps what was before a change, and covers the clock to its end along another track', () => {
    fc.assert(
      fc.property(cut, keyframes, ({ share, replay, epochs, ...given }, bandwidth) => {
        const whole = course(scheduleOf({ ...given, epochs }), epochs, shape, replay);
        const before = whole.slice(0, Math.round(share * whole.length));
        const changed = scheduleOf({ clock: given.clock, epochs, bandwidth });
        const passes = course(changed, epochs, shape, replay, before);
        expect(passes.slice(0, before.length)).toEqual(before);
        if (given.clock === 'epoch') {
          expect(passes).toHaveLength(epochs);
          return;
        }
        const { to: end, at } = passes.at(-1) ?? { to: 0, at: 0 };
        expect(end).toBeLessThanOrEqual(epochs * (1 + 1e-9));
        // A track is at its largest at a keyframe, or where what is left begins or ends.
        const largest = (track: Track) =>
          Math.max(
            ...[at, epochs, ...track.map((keyframe) => keyframe.at)]
              .filter((place) => place >= at && place <= epochs)
              .map((place) => evaluate(track, place)),
          );
        const side = snapped(largest(bandwidth) * shape.height, shape.height);
        const cost = ((side * side) / (shape.height * shape.width)) * largest(replay);
        // Less than a pass is left, and the half of one that rounding may take.
        expect(epochs - end).toBeLessThan(1.5 * cost + 1e-6);
      }),
    );
  });
});
