import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRecipe, fullSchedule, type Recipe } from '../../../src/core/recipe/recipe.ts';
import { course } from '../../../src/core/schedule/course.ts';
import { evaluate } from '../../../src/core/schedule/evaluate.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';
import {
  efficientTrainPlusPlusStages,
  efficientTrainStages,
  progressiveResizingStages,
  type ViewStage,
} from '../view/published-stages.ts';

const square = (size: number) => ({ height: size, width: size });

function passesOf(given: Partial<Recipe>, size: number) {
  const recipe = { ...defaultRecipe(), ...given };
  const schedule = fullSchedule(recipe);
  return course(schedule, recipe.epochs, square(size)).map(({ from, to, at, view }) => ({
    from: from / recipe.epochs,
    to: to / recipe.epochs,
    side: view.height,
    magnitude: evaluate(schedule.tracks.magnitude, at),
  }));
}

/** The passes of stages, each with its place on the learning-rate curve. */
const passesOfStages = (stages: readonly ViewStage[]) =>
  stages.flatMap(({ epochs, startEpoch, horizonEpochs, bandwidth, magnitude }) =>
    Array.from({ length: epochs }, (_, pass) => ({
      from: (startEpoch + pass) / horizonEpochs,
      to: (startEpoch + pass + 1) / horizonEpochs,
      side: bandwidth,
      magnitude,
    })),
  );

function expectSame(
  found: ReturnType<typeof passesOf>,
  expected: ReturnType<typeof passesOfStages>,
): void {
  expect(found.map(({ side }) => side)).toEqual(expected.map(({ side }) => side));
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
          passesOf({ view: 'efficienttrain', epochs }, size),
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
            passesOf({ view: 'efficienttrain-plus-plus', viewFamily, epochs }, size),
            passesOfStages(efficientTrainPlusPlusStages(viewFamily, epochs, size)),
          );
        },
      ),
    );
  });

  it('makes the published 217, 157 and 80 passes of 200 epochs', () => {
    const sides = passesOf({ view: 'efficienttrain-plus-plus', epochs: 200 }, 224).map(
      ({ side }) => side,
    );
    expect([96, 160, 224].map((side) => sides.filter((s) => s === side).length)).toEqual([
      217, 157, 80,
    ]);
    expect(sides).toHaveLength(454);
  });

  it('has the stages of progressive resizing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), sizes, (epochs, size) => {
        const sides = passesOf({ view: 'progressive-resizing', epochs }, size);
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
              easing: fc.constantFrom('hold' as const, 'linear' as const, 'cosine' as const),
            }),
          ),
      ),
    );

  it('goes forward and ends on any track of bandwidths', () => {
    fc.assert(
      fc.property(keyframes, fc.integer({ min: 1, max: 20 }), (bandwidth, epochs) => {
        const schedule = { version: 1 as const, clock: 'compute' as const, tracks: { bandwidth } };
        const recipe = { ...defaultRecipe(), epochs, schedule };
        const passes = course(fullSchedule(recipe), epochs, square(32));
        // A pass of 4 pixels is the smallest and takes a sixty-fourth of a whole one; half of it may be gone through again.
        expect(passes.length).toBeLessThanOrEqual(2 * 64 * epochs);
        for (const { from, to } of passes) {
          expect(from).toBeLessThan(to);
          expect(to).toBeLessThanOrEqual(epochs * (1 + 1e-9));
        }
      }),
    );
  });
});
