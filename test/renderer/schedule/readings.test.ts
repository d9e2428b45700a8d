import { describe, expect, it } from 'vitest';
import { partsOf, realisedOf, stairs } from '../../../renderer/schedule/readings.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { course } from '../../../src/core/schedule/course.ts';
import { epochRecord, runDocument } from '../runs/runs.ts';

const whole = { height: 28, width: 28 };

describe('the epochs of a run', () => {
  const settings = { epochs: 4, view: 'efficienttrain-plus-plus' as const };
  const passes = course(fullSchedule(parseRecipe(settings)), 4, whole);
  const compute = runDocument({
    recipe: settings,
    epochs: passes.map(({ at, view }, epoch) =>
      epochRecord(epoch, { at, viewHeight: view.height, viewWidth: view.width }),
    ),
  });
  const plain = runDocument({ epochs: 3 });

  it('stand at their numbers where epochs are counted', () => {
    expect(partsOf(plain, 'epoch', whole)[2]).toEqual({ from: 2, to: 3 });
    expect(partsOf(compute, 'epoch', null)[5]).toEqual({ from: 5, to: 6 });
  });

  it('stand at the place on the clock where they counted compute', () => {
    const parts = partsOf(compute, 'compute', null);
    expect(parts).toHaveLength(passes.length);
    passes.forEach(({ to }, i) => expect(parts[i].to).toBeCloseTo(to, 6));
    expect(parts.at(-1)?.to).toBeCloseTo(4, 6);
  });

  it('take what they showed of whole images where only the draft counts compute', () => {
    const halves = [1, 2].map((epoch) => epochRecord(epoch, { viewHeight: 14, viewWidth: 14 }));
    const run = runDocument({ epochs: [epochRecord(0), ...halves] });
    expect(partsOf(run, 'compute', whole)).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 1.25 },
      { from: 1.25, to: 1.5 },
    ]);
    expect(partsOf(run, 'compute', null)).toEqual([]);
  });
});

describe('what a run really did', () => {
  it('says its bandwidth as a fraction of the side, and nothing without the size of its images', () => {
    const record = epochRecord(0, { viewHeight: 20, viewWidth: 20 });
    expect(realisedOf.bandwidth?.of(record, { height: 40, width: 40 })).toBe(0.5);
    expect(realisedOf.bandwidth?.of(record, null)).toBeNaN();
  });

  it('is drawn level through the part of each epoch', () => {
    expect(stairs([{ from: 0, to: 0.5 }], [7])).toEqual([
      { at: 0, value: 7 },
      { at: 0.5, value: 7 },
    ]);
  });
});
