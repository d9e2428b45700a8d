import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracyAtSeconds,
  measuresOf,
  secondsAtEnds,
  secondsToAccuracy,
} from '../../../src/core/study/measures.ts';
import { anEpoch } from './studies.ts';

/** A second of training and 0.111 of refresh, plan and record an epoch; evaluation takes 10 more. */
const EPOCH = 1.111;
const epochs = [0.2, 0.6, 0.5, 0.8].map((accuracy, epoch) => anEpoch(epoch, accuracy));
const someEpochs = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
  .map((accuracies) => accuracies.map((accuracy, epoch) => anEpoch(epoch, accuracy)));
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('the seconds of a run', () => {
  it('are those of train, refresh, plan and record', () => {
    const ends = secondsAtEnds(epochs, false);
    expect(ends).toHaveLength(4);
    ends.forEach((end, i) => expect(end).toBeCloseTo((i + 1) * EPOCH, 12));
  });

  it('are with evaluation where that is asked for', () => {
    expect(secondsAtEnds(epochs, true)[3]).toBeCloseTo(4 * (EPOCH + 10), 12);
  });
});

describe('the time to an accuracy', () => {
  it('ends with the first epoch that reached it, even if a later one fell below', () => {
    expect(secondsToAccuracy(epochs, 0.6, false)).toBeCloseTo(2 * EPOCH, 12);
    expect(secondsToAccuracy(epochs, 0.61, false)).toBeCloseTo(4 * EPOCH, 12);
  });

  it('is none where the accuracy was never reached', () => {
    expect(secondsToAccuracy(epochs, 0.81, false)).toBeNull();
    expect(secondsToAccuracy([], 0, false)).toBeNull();
  });

  it('never falls when more accuracy is asked for', () => {
    fc.assert(
      fc.property(someEpochs, fraction, fraction, (some, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const never = Infinity;
        expect(secondsToAccuracy(some, less, false) ?? never).toBeLessThanOrEqual(
          secondsToAccuracy(some, more, false) ?? never,
        );
      }),
    );
  });
});

describe('the accuracy at a time', () => {
  it('is that of the last epoch that had ended', () => {
    expect(accuracyAtSeconds(epochs, 3 * EPOCH + 1e-9, false)).toBe(0.5);
    expect(accuracyAtSeconds(epochs, 4 * EPOCH - 1e-9, false)).toBe(0.5);
  });

  it('is none before the first epoch has ended', () => {
    expect(accuracyAtSeconds(epochs, 1, false)).toBeNull();
  });

  it('is the last one of a run that had ended', () => {
    expect(accuracyAtSeconds(epochs, 1000, false)).toBe(0.8);
  });

  it('at the time to an accuracy is at least that accuracy', () => {
    fc.assert(
      fc.property(someEpochs, fraction, fc.boolean(), (some, accuracy, withEvaluation) => {
        const seconds = secondsToAccuracy(some, accuracy, withEvaluation);
        if (seconds === null) return;
        expect(accuracyAtSeconds(some, seconds, withEvaluation)).toBeGreaterThanOrEqual(accuracy);
      }),
    );
  });
});

it('a run has the accuracy of its last epoch, and the samples of all of them', () => {
  const options = { withEvaluation: false, atAccuracy: null, atSeconds: null };
  expect(measuresOf(epochs, options)).toMatchObject({
    ...{ testAccuracy: 0.8, forwardSamples: 400, backwardSamples: 280 },
    ...{ secondsToAccuracy: null, accuracyAtSeconds: null },
  });
});
