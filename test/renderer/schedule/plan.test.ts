import { describe, expect, it } from 'vitest';
import {
  appliedLearningRate,
  datasetSize,
  factorChanges,
  defaultTrack,
  isChanged,
  ownVersion,
  passAt,
  stages,
  withTracks,
} from '../../../renderer/schedule/plan.ts';
import { forecast } from '../../../src/core/forecast/forecast.ts';
import { defaultRecipe, fullSchedule, type Recipe } from '../../../src/core/recipe/recipe.ts';
import type { DatasetRecord } from '../../../src/core/record/dataset.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';

const recipe = (settings: Partial<Recipe> = {}): Recipe => ({ ...defaultRecipe(), ...settings });
const flat = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const withHiding = (hideFraction: Track, settings: Partial<Recipe> = {}) => {
  const made = recipe(settings);
  return { ...made, schedule: withTracks(made, { hideFraction }) };
};
const tracksOf = (of: Recipe) => fullSchedule(of).tracks;
const data = { samples: 1000, testSamples: 100, shape: { height: 28, width: 28 } };
const passesOf = (of: Recipe) => forecast(of, fullSchedule(of), data).passes;

describe('the applied learning rate', () => {
  const made = withHiding(flat(0.5), { epochs: 4, warmup: 2, lrSchedule: 'step' });

  it.each([
    [0, 0.1],
    [1.9, 0.1],
    [2, 0.04 * 2],
    [2.5, 0.04 * 2],
    [3, 0.02 * 0.4 * 2],
  ])('at %d has the factor of its epoch once the warm-up is over', (at, rate) => {
    const steps: Track = [
      { at: 0, value: 0.1, easing: 'hold' },
      { at: 2, value: 0.04, easing: 'hold' },
      { at: 3, value: 0.008, easing: 'hold' },
    ];
    const tracks = { ...tracksOf(made), learningRate: steps };
    expect(appliedLearningRate(tracks.learningRate, passesOf(made), at)).toBeCloseTo(rate, 12);
  });

  it('jumps where the factor begins and changes, and nowhere else', () => {
    const steps: Track = [
      { at: 0, value: 0.5, easing: 'hold' },
      { at: 3, value: 0.2, easing: 'hold' },
    ];
    const longer = withHiding(steps, { epochs: 6, warmup: 1 });
    expect(factorChanges(passesOf(longer))).toEqual([1, 3]);
    const none = { ...longer, policy: 'none' as const };
    expect(factorChanges(passesOf(none))).toEqual([]);
  });

  it('is the track itself where nothing is hidden', () => {
    const none = { ...made, policy: 'none' as const };
    const tracks = { ...tracksOf(none), learningRate: flat(0.05) };
    expect(appliedLearningRate(tracks.learningRate, passesOf(none), 3)).toBe(0.05);
  });

  it('counts the warm-up in passes where the clock counts compute', () => {
    const small = recipe({ epochs: 4, warmup: 2, hide: 0.5, view: 'efficienttrain-plus-plus' });
    const passes = passesOf(small);
    expect(passes.length).toBeGreaterThan(4);
    const [begins] = factorChanges(passes);
    expect(begins).toBe(passes[2].from);
    expect(begins).toBeLessThan(2);
    const applied = (at: number) => appliedLearningRate(flat(0.1), passes, at);
    expect([applied(begins - 0.01), applied(begins)]).toEqual([0.1, 0.2]);
  });
});

describe('the pass at a position', () => {
  it.each([
    [-1, 0],
    [0, 0],
    [0.5, 0],
    [1, 1],
    [2.9, 2],
    [9, 2],
  ])('%d is %d of three epochs', (at, pass) => {
    expect(passAt([{ from: 0 }, { from: 1 }, { from: 2 }], at)).toBe(pass);
  });
});

describe('stages', () => {
  it('are where a track holds', () => {
    const track: Track = [
      { at: 2, value: 0.3, easing: 'hold' },
      { at: 4, value: 0.2, easing: 'linear' },
      { at: 6, value: 0.1, easing: 'cosine' },
    ];
    expect(stages(track, 10)).toEqual([
      { from: 0, to: 4, value: 0.3 },
      { from: 6, to: 10, value: 0.1 },
    ]);
  });

  it('end with the last epoch', () => {
    const track: Track = [...flat(0.3), { at: 20, value: 0.1, easing: 'hold' }];
    expect(stages(track, 10)).toEqual([{ from: 0, to: 10, value: 0.3 }]);
  });
});

describe('a schedule on another clock than that of the settings', () => {
  const ran = recipe({ epochs: 4, view: 'efficienttrain-plus-plus' });
  const { clock, tracks } = fullSchedule(ran);
  const plain = recipe({ epochs: 4 });

  it('keeps its clock, and so its passes', () => {
    const taken = { ...plain, schedule: withTracks(plain, tracks, clock) };
    expect(fullSchedule(taken)).toEqual(fullSchedule(ran));
    expect(passesOf(taken)).toEqual(passesOf(ran));
  });

  it('is kept where no track differs', () => {
    expect(withTracks(plain, tracksOf(plain), 'compute')).toEqual({
      ...{ version: 1, clock: 'compute', tracks: {} },
    });
  });
});

describe('tracks given by hand', () => {
  const made = recipe({ epochs: 10 });

  it('are marked as changed, and kept with the recipe', () => {
    const changed = { ...made, schedule: withTracks(made, { hideFraction: flat(0.1) }) };
    expect(changed.schedule).toEqual({
      version: 1,
      clock: 'epoch',
      tracks: { hideFraction: flat(0.1) },
    });
    expect(isChanged(changed, 'hideFraction')).toBe(true);
    expect(isChanged(changed, 'learningRate')).toBe(false);
  });

  it('are left to the settings where they equal the default', () => {
    const changed = { ...made, schedule: withTracks(made, { hideFraction: flat(0.1) }) };
    const back = withTracks(changed, { hideFraction: defaultTrack(made, 'hideFraction') });
    expect(back).toBeNull();
  });
});

describe('the size of the data set', () => {
  const dataset = (limit: number | null, trainCount: number): DatasetRecord => ({
    name: 'mnist',
    source: {
      importer: 'idx',
      folder: 'mnist',
      files: { trainImages: 'a', trainLabels: 'b', testImages: 'c', testLabels: 'd' },
      limit,
      testLimit: null,
      dataSeed: 0,
    },
    fingerprint: '0'.repeat(64),
    height: 28,
    width: 28,
    channels: 1,
    classNames: ['0'],
    trainCount,
    testCount: 1,
    pixelMean: [0],
    pixelStd: [1],
  });

  it.each([
    ['of the same part of the data set', 2000, [dataset(null, 60_000), dataset(2000, 1998)], 1998],
    ['of the limit', 500, [dataset(null, 60_000)], 500],
    ['of the whole data set', null, [dataset(null, 60_000)], 60_000],
    ['unknown of a data set that nobody has seen', 500, [], undefined],
    ['unknown without a limit', null, [dataset(2000, 2000)], undefined],
  ])('is that %s', (_, limit, datasets, expected) => {
    expect(datasetSize(recipe({ limit }), datasets)?.samples).toBe(expected);
  });

  it('has the shape and the test samples', () => {
    expect(datasetSize(recipe({ limit: 500 }), [dataset(null, 60_000)])).toEqual({
      ...{ samples: 500, testSamples: 1, shape: { height: 28, width: 28 } },
    });
  });

  it('is of the newest version with the samples that the draft trains on', () => {
    const [whole, part, other] = [dataset(null, 60_000), dataset(500, 500), dataset(500, 500)];
    const seeded = { ...other, source: { ...other.source, dataSeed: 1 } };
    expect(ownVersion(recipe({ limit: 500 }), [whole, part, seeded])).toBe(part);
    expect(ownVersion(recipe({ limit: 600 }), [whole, part, seeded])).toBeNull();
  });
});
