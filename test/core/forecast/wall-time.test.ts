import { describe, expect, test } from 'vitest';
import { forecast } from '../../../src/core/forecast/forecast.ts';
import {
  paceOfRun,
  paceOfSpeed,
  paceSetter,
  secondsAt,
  type TimedRun,
} from '../../../src/core/forecast/wall-time.ts';
import { fullSchedule, parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { pixelsOf, totalSeconds } from '../../../src/core/record/run.ts';
import { epochRecord } from '../../renderer/runs/runs.ts';

const data = { samples: 100, testSamples: 40, shape: { height: 28, width: 28 } };

describe('the pace', () => {
  const plain = parseRecipe({ policy: 'none' });

  test('of recorded epochs gives back their seconds for their own pixels', () => {
    const seconds = { score: 1, train: 3, refresh: 0.5, evaluate: 2.5, plan: 0.5, record: 0.5 };
    const epochs = [epochRecord(0), epochRecord(1, { viewHeight: 16, viewWidth: 12, seconds })];
    const pace = paceOfRun({ recipe: plain, epochs }, data);
    const pixels = { forward: 0, backward: 0 };
    for (const record of epochs) {
      pixels.forward += pixelsOf(record).forward;
      pixels.backward += pixelsOf(record).backward;
    }
    const measured = epochs.reduce((sum, record) => sum + totalSeconds(record), 0);
    expect(pace && secondsAt(pace, pixels, 2, data)).toBeCloseTo(measured, 9);
  });

  test('is not that of an epoch in which models of a policy’s own were trained', () => {
    const recipe = parseRecipe({ policy: 'el2n' });
    const scored = epochRecord(0, {
      forwardSamples: 6_100,
      backwardSamples: 6_000,
      seconds: { score: 300, train: 4, refresh: 0, evaluate: 2, plan: 0.5, record: 0.5 },
    });
    const later = [1, 2].map((epoch) => epochRecord(epoch));
    expect(paceOfRun({ recipe, epochs: [scored] }, data)).toBeNull();
    expect(paceOfRun({ recipe, epochs: [scored, ...later] }, data)).toEqual(
      paceOfRun({ recipe: plain, epochs: later }, data),
    );
  });

  test('tells the forward passes of a choice from the steps that they are timed with', () => {
    const recipe = parseRecipe({ policy: 'selective-backprop' });
    // 40 test samples in 2 s are 0.05 s each, so 100 samples of the choice take 5 of the 17 s.
    const epochs = [
      epochRecord(0, {
        forwardSamples: 160,
        backwardSamples: 60,
        seconds: { score: 0, train: 17, refresh: 0, evaluate: 2, plan: 0.5, record: 0.5 },
      }),
    ];
    const pixels = 28 * 28;
    expect(paceOfRun({ recipe, epochs }, data)).toEqual({
      trainSecondsPerPixel: expect.closeTo(12 / 60 / pixels, 12),
      forwardSecondsPerPixel: expect.closeTo(0.05 / pixels, 12),
      secondsPerPass: 1,
    });
    const lagging = parseRecipe({ policy: 'selective-backprop', sbMode: 'epoch' });
    expect(paceOfRun({ recipe: lagging, epochs }, data)).toEqual(
      paceOfRun({ recipe: plain, epochs }, data),
    );
  });

  test('of a measured speed is that of whole images', () => {
    const pace = paceOfSpeed({ trainImagesPerSecond: 50, forwardImagesPerSecond: 200 }, data);
    const recipe = parseRecipe({ policy: 'none', epochs: 3 });
    const { amounts } = forecast(recipe, fullSchedule(recipe), data);
    // 3 x 100 samples at 50 a second, and 3 x 40 test samples at 200 a second.
    expect(secondsAt(pace, amounts.pixels, 3, data)).toBeCloseTo(6 + 0.6, 9);
  });

  test('is not known where nothing was recorded', () => {
    expect(paceOfRun({ recipe: plain, epochs: [] }, data)).toBeNull();
  });
});

describe('the run that sets the pace', () => {
  const run = (id: number, settings: Record<string, unknown>, epochs = 1): TimedRun => ({
    id,
    dataset: 1,
    recipe: parseRecipe(settings),
    engine: { name: 'onednn', reason: '' },
    epochs: Array.from({ length: epochs }, (_, epoch) => epochRecord(epoch)),
  });
  const pick = (settings: Record<string, unknown>, runs: TimedRun[]) =>
    paceSetter(parseRecipe(settings), runs)?.id ?? null;

  test('is the newest of the same model and width that recorded an epoch', () => {
    const runs = [run(1, {}), run(2, {}), run(3, { width: 32 }), run(4, {}, 0)];
    expect(pick({}, runs)).toBe(2);
    expect(pick({ width: 32 }, runs)).toBe(3);
    expect(pick({ model: 'wrn-16-4' }, runs)).toBeNull();
  });

  test('has the same batch size rather than being newer', () => {
    expect(pick({ batch: 32 }, [run(1, { batch: 32 }), run(2, { batch: 64 })])).toBe(1);
  });

  test('ran on the engine that is asked for, by its name or by the same wish', () => {
    const runs = [run(1, { engine: 'auto' })];
    expect(pick({ engine: 'auto' }, runs)).toBe(1);
    expect(pick({ engine: 'onednn' }, runs)).toBe(1);
    expect(pick({ engine: 'wasm' }, runs)).toBeNull();
  });
});
