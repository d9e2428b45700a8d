import { describe, expect, it } from 'vitest';
import { experienceOf, peakLearningRate } from '../../../renderer/schedule/survived.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import type { Revision } from '../../../src/core/schedule/revision.ts';
import type { FullSchedule, Track } from '../../../src/core/schedule/schedule.ts';
import type { RunDocument } from '../../../src/rpc/contract.ts';
import { epochRecord, runDocument } from '../runs/runs.ts';

const pass = (from: number, learningRateFactor = 1) => ({ from, to: from + 1, learningRateFactor });

describe('the highest learning rate of a plan', () => {
  it('is found between passes, where a track peaks within one', () => {
    const track: Track = [
      { at: 0, value: 0.1, easing: 'linear' },
      { at: 1.5, value: 0.4, easing: 'cosine' },
      { at: 3, value: 0, easing: 'hold' },
    ];
    expect(peakLearningRate(track, [pass(0), pass(1), pass(2)])).toBe(0.4);
    expect(peakLearningRate(track, [pass(0)])).toBeCloseTo(0.3, 6);
  });

  it('has the factor of its pass', () => {
    const flat: Track = [{ at: 0, value: 0.1, easing: 'hold' }];
    expect(peakLearningRate(flat, [pass(0), pass(1, 2)])).toBe(0.2);
  });

  it('leaves out what begins with the next pass, and passes that cannot train', () => {
    const track: Track = [
      { at: 0, value: 0.1, easing: 'hold' },
      { at: 1, value: 9, easing: 'hold' },
    ];
    expect(peakLearningRate(track, [pass(0)])).toBe(0.1);
    expect(peakLearningRate(track, [pass(0), pass(1, Infinity)])).toBe(0.1);
  });
});

describe('what training has survived', () => {
  const sizes = new Map([[1, { samples: 100, testSamples: 20, shape: { height: 28, width: 28 } }]]);
  const flat = { lrSchedule: 'step', policy: 'none' } as const;
  const diverged: Partial<RunDocument> = {
    status: 'failed',
    error: { code: 'loss-not-finite', message: 'The loss is not finite.' },
  };
  const ran = (id: number, lr: number, rest: object = {}) =>
    runDocument({ id, recipe: { ...flat, lr }, epochs: 2, ...rest });
  const recipe = parseRecipe(flat);
  const of = (...runs: RunDocument[]) => experienceOf(recipe, runs, sizes);

  it('is the highest rate of those that finished, and the lowest of those that did not', () => {
    expect(
      of(ran(1, 0.1), ran(2, 0.3), ran(3, 0.2), ran(4, 2, diverged), ran(5, 1, diverged)),
    ).toEqual({
      survived: { run: 2, learningRate: 0.3 },
      failed: { run: 5, learningRate: 1 },
    });
  });

  it('takes the factor that was recorded', () => {
    const epochs = [epochRecord(0), epochRecord(1, { learningRateFactor: 1.5 })];
    expect(of(ran(1, 0.2, { epochs })).survived?.learningRate).toBeCloseTo(0.3, 12);
  });

  it('takes the epoch in which a run failed, which has no record', () => {
    const learningRate = [
      { at: 0, value: 0.1, easing: 'hold' },
      { at: 2, value: 5, easing: 'hold' },
      { at: 3, value: 7, easing: 'hold' },
    ];
    const schedule = { version: 1, clock: 'epoch', tracks: { learningRate } };
    const recipe = parseRecipe({ ...flat, schedule });
    const run = runDocument({ id: 1, recipe, epochs: 2, ...diverged });
    expect(of(run).failed).toEqual({ run: 1, learningRate: 5 });
  });

  describe('of a run that was revised', () => {
    const hold = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
    const begun = ran(1, 0.1);
    const revised = (
      epoch: number,
      tracks: Partial<FullSchedule['tracks']>,
      at = '2026-11-20T09:00:00.000Z',
    ): Revision => ({
      ...{ epoch, at, by: 'a test' },
      schedule: { ...begun.schedule, tracks: { ...begun.schedule.tracks, ...tracks } },
    });
    const faster = (epoch: number, at?: string) => revised(epoch, { learningRate: hold(0.5) }, at);

    it('is the rate that it followed from then on', () => {
      const revisions = [faster(1)];
      expect(of(ran(1, 0.1, { revisions })).survived).toEqual({ run: 1, learningRate: 0.5 });
      const slower = [revised(1, { learningRate: hold(0.01) })];
      expect(of(ran(1, 0.1, { revisions: slower })).survived?.learningRate).toBe(0.1);
    });

    it('leaves out what was revised for an epoch that never came, or was revised again', () => {
      const again = [faster(1), revised(0, { learningRate: hold(0.2) })];
      expect(of(ran(1, 0.1, { revisions: again })).survived?.learningRate).toBe(0.2);
      expect(of(ran(1, 0.1, { revisions: [faster(2)] })).survived?.learningRate).toBe(0.1);
    });

    it('leaves out what was revised after it failed', () => {
      const failed = { ...diverged, finishedAt: '2026-11-20T10:00:00.000Z' };
      const at = (hour: string) => [faster(2, `2026-11-20T${hour}:00:00.000Z`)];
      const below = ran(1, 0.3, { ...failed, revisions: at('09') });
      expect(of(below).failed?.learningRate).toBe(0.5);
      const later = ran(1, 0.3, { ...failed, revisions: at('11') });
      expect(of(later).failed?.learningRate).toBe(0.3);
    });

    it('tells of the passes that it made, where smaller images came', () => {
      const learningRate: Track = [
        { at: 0, value: 0.1, easing: 'hold' },
        { at: 2, value: 0.4, easing: 'hold' },
      ];
      const schedule = { version: 1, clock: 'compute', tracks: { learningRate } };
      const run = runDocument({ id: 1, recipe: parseRecipe({ ...flat, schedule }), epochs: 4 });
      expect(of(run).survived?.learningRate).toBe(0.4);
      const tracks = { ...run.schedule.tracks, bandwidth: hold(0.25) };
      const small = { ...faster(1), schedule: { ...run.schedule, tracks } };
      // After a whole pass, three of 8 of 28 pixels end before 2.
      expect(of({ ...run, revisions: [small] }).survived?.learningRate).toBe(0.1);
    });

    it('tells nothing where a part of it was trained with other batch sizes', () => {
      const revisions = [revised(1, { batchSize: hold(32) })];
      expect(of(ran(1, 0.1, { revisions })).survived).toBeNull();
      const late = [revised(2, { batchSize: hold(32) })];
      expect(of(ran(1, 0.1, { revisions: late })).survived?.run).toBe(1);
    });
  });

  it.each([
    ['another model', { recipe: { ...flat, model: 'resnet20' } }],
    ['another momentum', { recipe: { ...flat, momentum: 0.5 } }],
    ['another batch size', { recipe: { ...flat, batch: 32 } }],
    ['another end', { status: 'stopped' }],
    ['a data set that is not known', { dataset: 2 }],
  ])('leaves out runs of %s', (_, rest) => {
    expect(of(ran(1, 0.1, rest))).toEqual({ survived: null, failed: null });
  });
});
