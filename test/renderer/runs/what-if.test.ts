import { describe, expect, it } from 'vitest';
import {
  asked,
  hideOfRun,
  overlapWords,
  readsHide,
  replayedWords,
  whatIfRows,
} from '../../../renderer/runs/what-if.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { simulationOf, type SimulatedEpoch } from '../../../src/core/simulate/simulate.ts';

const drawn = {
  ...{ version: 1, clock: 'epoch' },
  tracks: { hideFraction: [{ at: 0, value: 0.2, easing: 'hold' }] },
};
const own = parseRecipe({ hide: 0.4, schedule: drawn });

describe('the question', () => {
  it('leaves the fraction as it was drawn where none is typed', () => {
    expect(asked(own, { policy: 'random', hide: ' ' }).recipe).toEqual({
      ...own,
      policy: 'random',
    });
    expect(hideOfRun(own)).toBe('as drawn');
    expect(hideOfRun(parseRecipe({ hide: 0.4 }))).toBe('0.4');
  });

  it('takes a typed fraction instead of the drawn one', () => {
    const { recipe } = asked(own, { policy: 'random', hide: '0.1' });
    expect(recipe).toMatchObject({ policy: 'random', hide: 0.1, schedule: null });
  });

  it('drops matched counts with the policy that follows them', () => {
    const matched = parseRecipe({ policy: 'random', match: { run: 1, hidden: [3] } });
    expect(asked(matched, { policy: 'random', hide: '' }).recipe?.match).toEqual(matched.match);
    expect(asked(matched, { policy: 'kakurenbo', hide: '' }).recipe?.match).toBeNull();
    expect(asked(matched, { policy: 'random', hide: '0.2' }).recipe?.match).toBeNull();
  });

  it('says what is wrong with a fraction', () => {
    expect(asked(own, { policy: 'random', hide: '2' }).problem).toBe(
      'Hide fraction must be a number from 0 to 1.',
    );
  });

  it('has no fraction for a policy that reads none', () => {
    expect(readsHide({ policy: 'none', hide: '' })).toBe(false);
    expect(asked(own, { policy: 'none', hide: '7' }).problem).toBeNull();
  });

  it('is said with the answer', () => {
    expect(replayedWords(2, { policy: 'random', hide: '0.1' })).toBe(
      'Run 2 under Random hiding with hide fraction 0.1',
    );
  });
});

describe('the answer', () => {
  const side = (hidden: number) => ({
    ...{ hidden, movedBack: 0, forwardSamples: 100, backwardSamples: 100 - hidden },
    ...{ pixelOperations: (300 - 2 * hidden) * 1000, learningRateFactor: 1 },
  });
  const epoch = (simulated: number, recorded: number, both: number): SimulatedEpoch => ({
    ...{ epoch: 0, at: 0, scheduledHideFraction: 0.3, both, jaccard: null },
    ...{ simulated: side(simulated), recorded: side(recorded) },
  });

  it('sets its sums beside those of the run', () => {
    const simulation = simulationOf('kakurenbo', 'random', [epoch(30, 0, 0), epoch(30, 20, 10)]);
    expect(whatIfRows(simulation)).toEqual([
      ['Hidden', '20', '60', '3'],
      ['Moved back', '0', '0', '–'],
      ['Samples forward', '200', '200', '1'],
      ['Samples backward', '180', '140', '0.778'],
      ['Pixel-operations', '560K', '480K', '0.857'],
    ]);
    expect(overlapWords(simulation)).toBe(
      '10 are hidden by both: 14.3 % of those that either hides.',
    );
  });

  it('has no overlap where neither hides anybody', () => {
    const nobody = simulationOf('none', 'none', [epoch(0, 0, 0)]);
    expect(overlapWords(nobody)).toBe('Neither hides anybody.');
  });
});
