import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pixelStatistics } from '../../src/dataset/statistics.ts';

const shape = (channels: number) => ({ height: 1, width: 1, channels });

it('mean and deviation of each channel are those of its pixels scaled to 0 … 1', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3),
      fc.uint8Array({ minLength: 3, maxLength: 300 }),
      (channels, bytes) => {
        const pixels = bytes.subarray(0, bytes.length - (bytes.length % channels));
        const { mean, std } = pixelStatistics({ shape: shape(channels), pixels });
        for (let c = 0; c < channels; c++) {
          const scaled = [...pixels].filter((_, i) => i % channels === c).map((v) => v / 255);
          const average = scaled.reduce((sum, v) => sum + v, 0) / scaled.length;
          const variance = scaled.reduce((sum, v) => sum + (v - average) ** 2, 0) / scaled.length;
          expect(mean[c]).toBeCloseTo(average, 12);
          expect(std[c]).toBeCloseTo(Math.sqrt(variance), 7);
        }
      },
    ),
  );
});

it('the order of the samples changes no digit', () => {
  const pixels = Uint8Array.from({ length: 1000 }, (_, i) => (i * 97) % 256);
  expect(pixelStatistics({ shape: shape(1), pixels: pixels.toReversed() })).toEqual(
    pixelStatistics({ shape: shape(1), pixels }),
  );
});
