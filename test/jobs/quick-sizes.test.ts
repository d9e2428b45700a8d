import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quickSizes } from '../../src/jobs/quick-start.ts';

const speed = fc.float({ min: 1, max: 1e6, noNaN: true });

test('the quick start takes all of MNIST where the machine is fast', () => {
  expect(quickSizes({ trainImagesPerSecond: 1e6, forwardImagesPerSecond: 1e6 })).toEqual({
    limit: 60_000,
    testLimit: 10_000,
  });
});

test('the quick start fits its time, unless even the smallest part does not', () => {
  fc.assert(
    fc.property(speed, speed, (trainImagesPerSecond, forwardImagesPerSecond) => {
      const { limit, testLimit } = quickSizes({ trainImagesPerSecond, forwardImagesPerSecond });
      const seconds = 5 * (limit / trainImagesPerSecond + testLimit / forwardImagesPerSecond);
      if (limit > 1_000 && testLimit > 1_000) expect(seconds).toBeLessThanOrEqual(50);
      expect(limit).toBeGreaterThanOrEqual(1_000);
      expect(testLimit).toBeGreaterThanOrEqual(1_000);
    }),
  );
});
