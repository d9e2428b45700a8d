import { describe, expect, it } from 'vitest';
import {
  costWords,
  draftForecast,
  forecastFacts,
  type Known,
} from '../../../renderer/schedule/forecast.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { syntheticDataset } from '../../project/support/synthetic.ts';
import { epochRecord, runDocument } from '../runs/runs.ts';

const dataset = { ...syntheticDataset(100).record, id: 1, name: 'mnist', testCount: 20 };
const nothing: Known = { runs: [], datasets: [], run: null, speed: null };
const seen: Known = { ...nothing, datasets: [dataset] };
const hold = (value: number) => [{ at: 0, value, easing: 'hold' }];
const settings = {
  epochs: 3,
  schedule: { version: 1, clock: 'epoch', tracks: { hideFraction: hold(0.3) } },
};
const draft = (known: Known, changes: Record<string, unknown> = {}) => {
  const made = draftForecast(parseRecipe({ ...settings, ...changes }), known);
  return { made, cost: costWords(made), facts: Object.fromEntries(forecastFacts(made)) };
};

describe('the forecast of the draft', () => {
  it('says what hiding takes at least', () => {
    const { cost, facts } = draft(seen);
    expect(cost).toBe("of the baseline's compute, at best");
    expect(facts).toEqual({
      Passes: '3 over 100 samples',
      Forward: "300 against the baseline's 300",
      Backward: 'at least 240 against 300',
      Hidden: 'at most 60',
      'Pixel-operations': 'at least 612K against 706K; forward counts 1 a pixel, backward 2',
      Time: 'not known: no run of this model, width and engine tells it',
    });
  });

  it('sums nothing up where there are more passes than a run can make', () => {
    const schedule = { version: 1, clock: 'compute', tracks: { bandwidth: hold(0.01) } };
    const large = { ...dataset, height: 224, width: 224 };
    const { cost, facts } = draft({ ...nothing, datasets: [large] }, { schedule, epochs: 300 });
    expect(cost).toBe('So many passes are not counted to their end.');
    expect(facts).toEqual({
      Passes: 'more than 65,535 over 100 samples, in the compute of 300 whole ones',
    });
  });

  it('expects as many to be hidden as in the selected run of the same policy and samples', () => {
    const run = runDocument({
      id: 4,
      recipe: { width: 32 },
      epochs: [0, 1, 2].map((epoch) => epochRecord(epoch, { hidden: 10 * epoch })),
    });
    const { made, cost, facts } = draft({ ...seen, run, runs: [run] });
    expect(made.hidden).toEqual({ count: 30, certainty: 'expected' });
    expect(cost).toBe("of the baseline's compute, hiding as run 4 did");
    expect(facts).toMatchObject({
      Hidden: '30, in each pass as many as the ledger of run 4 counts and the schedule allows',
      Backward: '270 against 300',
    });
    const other = runDocument({ ...run, recipe: { policy: 'random' } });
    expect(draft({ ...seen, run: other }).facts).toMatchObject({ Hidden: 'at most 60' });
  });

  it('expects as many as in the newest run alike where the selected one tells nothing', () => {
    const epochs = [0, 1, 2].map((epoch) => epochRecord(epoch, { hidden: 10 * epoch }));
    const runs = [
      runDocument({ id: 1, epochs }),
      runDocument({ id: 2, epochs }),
      runDocument({ id: 3, recipe: { policy: 'none' }, epochs: 3 }),
    ];
    expect(draft({ ...seen, runs, run: runs[2] }).made.hiddenAsIn).toEqual({ run: 2, passes: 3 });
    expect(draft({ ...seen, runs, run: runs[0] }).made.hiddenAsIn).toEqual({ run: 1, passes: 3 });
  });

  it('says from where on no run tells what will be hidden', () => {
    const run = runDocument({ id: 4, epochs: [0, 1].map((n) => epochRecord(n, { hidden: n })) });
    const { facts } = draft({ ...seen, run, runs: [run] });
    expect(facts['Hidden']).toBe(
      'at most 31, in the first 2 passes as many as the ledger of run 4 counts, and then as many as may be',
    );
  });

  it('says what is to be expected where lots decide, and no run tells more', () => {
    const { cost, facts } = draft(seen, { policy: 'selective-backprop', schedule: null });
    expect(cost).toBe("of the baseline's compute, as is to be expected");
    expect(facts).toMatchObject({
      Hidden: '150, as is to be expected',
      Backward: '150 against 300',
    });
  });

  it('takes its time from the newest run of the same model, width and engine', () => {
    const run = runDocument({ id: 2, recipe: { policy: 'none' }, epochs: 3 });
    const { made, facts } = draft({ ...seen, runs: [run] }, { policy: 'none', epochs: 6 });
    // Each of its epochs took 4 s for 80 samples, and 3 s for 40 that were forwarded only.
    expect(made.time).toEqual({ seconds: expect.closeTo(6 * (5 + 1.5 + 1), 9), run: 2 });
    expect(facts.Time).toBe('45 s at the pace of run 2, if time goes with pixels');
  });

  it('takes its time from a measured speed where no run tells it', () => {
    const speed = { trainImagesPerSecond: 50, forwardImagesPerSecond: 200 };
    const plain = { policy: 'none', epochs: 5 };
    // 5 x 100 samples at 50 a second, and 5 x 20 test samples at 200 a second.
    const { facts } = draft({ ...seen, speed }, plain);
    expect(facts.Time).toBe('11 s at the measured speed of whole images, if time goes with pixels');
    const run = runDocument({ id: 2, recipe: { policy: 'none' }, epochs: 3 });
    expect(draft({ ...seen, speed, runs: [run] }, plain).made.time?.run).toBe(2);
  });

  it('counts the passes that the compute of the clock is spent on', () => {
    const tracks = { bandwidth: hold(0.5) };
    const { facts, made } = draft(seen, {
      ...{ policy: 'none', epochs: 4 },
      schedule: { version: 1, clock: 'compute', tracks },
    });
    expect(facts).toMatchObject({
      Passes: '12 over 100 samples, in the compute of 4 whole ones',
      Forward: "1,200 against the baseline's 400",
      Hidden: 'nothing',
    });
    expect(made.compute).toBeCloseTo((12 * 16 * 16) / (4 * 28 * 28), 12);
  });

  it('counts passes, and says so, where the data set is not known', () => {
    const { cost, facts } = draft(nothing);
    expect(cost).toBe("of the baseline's compute, at best");
    expect(facts).toEqual({
      Passes: '3 over a data set that is not known yet',
      Forward: "3 passes against the baseline's 3 passes",
      Backward: 'at least 2.4 passes against 3 passes',
      Hidden: 'at most 0.6 passes',
      'Pixel-operations': 'not known before the size of the images is',
      Time: 'not known before the data set is',
    });
    expect(draft(nothing, { view: 'efficienttrain', schedule: null }).cost).toBe(
      'The compute is not known before the size of the images is.',
    );
  });
});
