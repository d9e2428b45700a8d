import { describe, expect, it } from 'vitest';
import {
  amountFigure,
  amountWords,
  chartWords,
  sharesOf,
} from '../../../renderer/schedule/amounts.ts';
import { draftForecast } from '../../../renderer/schedule/forecast.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { syntheticDataset } from '../../project/support/synthetic.ts';

const dataset = { ...syntheticDataset(100).record, id: 1, name: 'mnist', testCount: 20 };
const hold = (value: number) => [{ at: 0, value, easing: 'hold' }];
const made = (tracks: object, settings: object = {}, known = true) =>
  draftForecast(
    parseRecipe({ epochs: 3, schedule: { version: 1, clock: 'epoch', tracks }, ...settings }),
    { runs: [], datasets: known ? [dataset] : [], run: null, speed: null },
  );

describe('what each pass takes', () => {
  it('is a share of a plain epoch', () => {
    const forecast = made({ hideFraction: hold(0.3) }, { policy: 'random' });
    expect([...(sharesOf(forecast, 'backward') ?? [])]).toEqual([0.7, 0.7, 0.7]);
    const half = made({ bandwidth: hold(0.5) }, { policy: 'none' });
    expect(sharesOf(half, 'operations')?.[0]).toBeCloseTo((16 * 16) / (28 * 28), 12);
  });

  it('is said with its bound where it is one', () => {
    const forecast = made({ hideFraction: hold(0.3) });
    expect(amountWords(forecast, 'forward', 1)).toBe('100');
    expect(amountWords(forecast, 'backward', 1)).toBe('at least 70');
    expect(amountWords(forecast, 'operations', 1)).toBe('at least 188K');
    expect(amountWords(forecast, 'backward', 0)).toBe('100');
    expect(amountFigure(forecast, 'operations', 1)).toBe('≥ 188K');
  });

  it('is a share where the data set is not known, and of smaller images not even that', () => {
    const unknown = made({ hideFraction: hold(0.3) }, { policy: 'random' }, false);
    expect(amountWords(unknown, 'operations', 0)).toBe('0.8 of a plain epoch');
    const small = made({ bandwidth: hold(0.5) }, { policy: 'none' }, false);
    expect(amountWords(small, 'operations', 0)).toBe('not known');
    expect(sharesOf(small, 'operations')).toBeNull();
  });

  it('is said as a whole in sentences', () => {
    const forecast = made({ hideFraction: hold(0.25) }, { policy: 'random' });
    expect(chartWords(forecast, 1)).toBe(
      'What each pass takes. Pass 1: 100 samples forward, 75 backward, 196K pixel-operations. Over 3 passes, pixel-operations are 0.833 of those of a plain epoch.',
    );
  });
});
