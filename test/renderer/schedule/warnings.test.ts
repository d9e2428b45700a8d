import { describe, expect, it } from 'vitest';
import { withTracks } from '../../../renderer/schedule/plan.ts';
import type { Experience } from '../../../renderer/schedule/survived.ts';
import { warnings } from '../../../renderer/schedule/warnings.ts';
import { forecast } from '../../../src/core/forecast/forecast.ts';
import {
  checkRecipe,
  defaultRecipe,
  fullSchedule,
  type Recipe,
} from '../../../src/core/recipe/recipe.ts';
import { course } from '../../../src/core/schedule/course.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';

const recipe = (settings: Partial<Recipe> = {}): Recipe => ({ ...defaultRecipe(), ...settings });
const flat = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const withTrack = (tracks: Parameters<typeof withTracks>[1], settings: Partial<Recipe> = {}) => {
  const made = recipe(settings);
  return { ...made, schedule: withTracks(made, tracks) };
};
const withHiding = (hideFraction: Track, settings: Partial<Recipe> = {}) =>
  withTrack({ hideFraction }, settings);
const data = { samples: 1000, testSamples: 100, shape: { height: 28, width: 28 } };
const nobody: Experience = { survived: null, failed: null };
const warned = (of: Recipe, experience = nobody, size: typeof data | null = data) =>
  warnings({
    ...{ recipe: of, tracks: fullSchedule(of).tracks, data: size, experience },
    passes: forecast(of, fullSchedule(of), size).passes,
  });

describe('warnings', () => {
  it.each([1, 12, 300])('are none for the defaults of %i epochs', (epochs) => {
    expect(warned(recipe({ epochs }))).toEqual([]);
  });

  it('name the epochs at which everything is hidden, as the check before a run does', () => {
    const made = withHiding(
      [...flat(0.3), { at: 4, value: 1, easing: 'hold' }, { at: 6, value: 0.3, easing: 'hold' }],
      { epochs: 10 },
    );
    expect(() => checkRecipe(made, 1000, { height: 28, width: 28 })).toThrow();
    expect(warned(made)).toEqual([
      'Everything is hidden at epochs 4 to 5: nothing would train, so such a run cannot start. Lower the hide fraction there.',
    ]);
  });

  it('name the passes at which everything is hidden, where the clock counts compute', () => {
    const made = recipe({ epochs: 4 });
    const tracks = {
      bandwidth: [...flat(0.5), { at: 2, value: 1, easing: 'hold' as const }],
      hideFraction: [...flat(0.3), { at: 3, value: 1, easing: 'hold' as const }],
    };
    const schedule = { version: 1 as const, clock: 'compute' as const, tracks };
    // Of 28 pixels, 16 stand for half: 2 epochs are 6 passes of small images, and 2 of whole ones follow.
    const passes = [...course(fullSchedule({ ...made, schedule }), 4, { height: 28, width: 28 })];
    expect(warned({ ...made, schedule })[0]).toContain(
      `Everything is hidden at pass ${passes.findIndex(({ at }) => at >= 3)}:`,
    );
  });

  it('count keyframes after the last epoch', () => {
    const made = withHiding([...flat(0.3), { at: 11, value: 0.1, easing: 'hold' }], { epochs: 10 });
    expect(warned(made)).toEqual([
      'A keyframe of the hide fraction stands after the end of the last epoch (10) and is never reached.',
    ]);
  });

  it('say that the policy does not hide', () => {
    expect(warned(recipe({ policy: 'none' }))).toEqual([
      'The hiding policy of the draft is "No hiding", so the hide fraction is not used.',
    ]);
  });

  it('say from which epoch on nothing is learned', () => {
    const made = recipe({ epochs: 10 });
    const learningRate: Track = [
      { at: 0, value: 0.1, easing: 'linear' },
      { at: 8, value: 0, easing: 'hold' },
    ];
    expect(warned({ ...made, schedule: withTracks(made, { learningRate }) })).toEqual([
      'The learning rate is 0 from epoch 8 on: nothing is learned there.',
    ]);
  });
});

describe('warnings of the passes', () => {
  const bandwidth = flat(0.01);
  const made = recipe({ epochs: 300 });
  const many = { ...made, schedule: withTracks(made, { bandwidth }, 'compute') };
  const large = { ...data, shape: { height: 224, width: 224 } };

  it('say that there are more than a run can make, as the check before a run does', () => {
    expect(() => checkRecipe(many, data.samples, large.shape)).toThrow();
    expect(warned(many, nobody, large)[0]).toBe(
      'This plan makes more than 65,535 passes over the data set, and that is the most that a run can make: such a run cannot start. Raise the bandwidth, or lower the epochs.',
    );
  });

  it('are none where the size of the images is not known', () => {
    expect(warned(many, nobody, null)).toEqual([]);
  });
});

describe('warnings of the size of the images', () => {
  const small: Track = [...flat(0.1), { at: 3, value: 1, easing: 'hold' }];

  it('say where a model is left with maps of one pixel', () => {
    expect(warned(withTrack({ bandwidth: small }, { epochs: 10 }))).toEqual([
      'Images of 4 x 4 pixels are shown at epochs 0 to 2. resnet8 takes them, but its last maps are of one pixel there, so its last stage sees no neighbours.',
    ]);
  });

  it('say where less is asked for than is ever shown', () => {
    const bandwidth: Track = [...flat(0.05), { at: 1, value: 1, easing: 'hold' }];
    expect(warned(withTrack({ bandwidth }, { epochs: 10 }))[0]).toBe(
      'The bandwidth asks for images of down to 1.4 pixels a side at epoch 0; none of less than 4 is shown.',
    );
  });

  it('are none where the data set is not known', () => {
    expect(warned(withTrack({ bandwidth: small }, { epochs: 10 }), nobody, null)).toEqual([]);
  });
});

describe('warnings of the learning rate', () => {
  const peak = (run: number, learningRate: number) => ({ run, learningRate });
  // Once the warm-up is over, hiding half doubles the rate.
  const hot = withTrack({ hideFraction: flat(0.5), learningRate: flat(0.6) }, { epochs: 10 });

  it('name a run that failed at less than the plan goes to with the factor of hiding', () => {
    expect(warned(hot, { survived: peak(2, 0.1), failed: peak(4, 0.8) })).toEqual([
      'Run 4 of the same model and optimiser settings failed with a loss that is not finite at learning rates of up to 0.8; this plan goes to 1.2, factor of hiding included.',
    ]);
  });

  it('say where another run finished with as much', () => {
    expect(warned(hot, { survived: peak(7, 1), failed: peak(4, 0.8) })[0]).toContain(
      'Run 7, though, finished with up to 1.',
    );
  });

  it('are none below what a run failed at', () => {
    expect(warned(hot, { survived: peak(2, 0.7), failed: peak(4, 1.3) })).toEqual([]);
  });

  it('say where the plan goes far above what any finished run applied', () => {
    expect(warned(hot, { survived: peak(2, 0.5), failed: null })).toEqual([
      'This plan goes to a learning rate of 1.2, factor of hiding included; the highest that a finished run of the same model and optimiser settings applied is 0.5, in run 2.',
    ]);
  });
});

describe('warnings of the batch size', () => {
  it('say where a step asks for more samples than there are, as the check before a run does', () => {
    const batchSize: Track = [...flat(64), { at: 8, value: 2000, easing: 'hold' }];
    const made = withTrack({ batchSize }, { epochs: 10 });
    expect(() => checkRecipe(made, data.samples, data.shape)).toThrow();
    expect(warned(made)).toEqual([
      'Steps of up to 2,000 samples are asked for at epochs 8 to 9, and the data set has 1,000: such a run cannot start.',
    ]);
  });
});
