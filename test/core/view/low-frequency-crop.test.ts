import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropChannel, lowFrequencyCrop } from '../../../src/core/view/low-frequency-crop.ts';

/** The released rule, term by term: DFT, the four corners of the spectrum, scaled, back, real part. */
function bruteForce(pixels: Float32Array, size: number, bandwidth: number): number[] {
  const band = 2 * Math.floor(bandwidth / 2);
  // Bins of the spectrum that the corners hold, in the order of the smaller spectrum.
  const kept = Array.from({ length: band }, (_, k) => (k < band / 2 ? k : size - band + k));
  const turn = (numerator: number, denominator: number) =>
    (2 * Math.PI * (numerator % denominator)) / denominator;
  /** `out[p][q] = sum over a, b of in[a][b] exp(sign i (turns))` along both axes, one after the other. */
  type Complex = { re: number[][]; im: number[][] };
  const alongRows = ({ re, im }: Complex, to: number, angle: (p: number, a: number) => number) => {
    const cells = (part: 're' | 'im') =>
      re.map((row, r) =>
        Array.from({ length: to }, (_, p) =>
          row.reduce((sum, _, a) => {
            const [c, s] = [Math.cos(angle(p, a)), Math.sin(angle(p, a))];
            return (
              sum + (part === 're' ? re[r][a] * c - im[r][a] * s : re[r][a] * s + im[r][a] * c)
            );
          }, 0),
        ),
      );
    return { re: cells('re'), im: cells('im') };
  };
  const transposed = ({ re, im }: Complex): Complex => {
    const flip = (m: number[][]) => m[0].map((_, q) => m.map((row) => row[q]));
    return { re: flip(re), im: flip(im) };
  };
  const both = (x: Complex, to: number, angle: (p: number, a: number) => number) =>
    transposed(alongRows(transposed(alongRows(x, to, angle)), to, angle));

  const image: Complex = {
    re: Array.from({ length: size }, (_, r) => [...pixels.subarray(r * size, (r + 1) * size)]),
    im: Array.from({ length: size }, () => new Array<number>(size).fill(0)),
  };
  const spectrum = both(image, band, (k, s) => -turn(kept[k] * s, size));
  const back = both(spectrum, band, (m, k) => turn(m * k, band));
  const scale = (band / size) ** 2 / band ** 2;
  return back.re.flat().map((value) => value * scale);
}

const crop = (pixels: Float32Array, size: number, bandwidth: number) =>
  cropChannel(lowFrequencyCrop(size, bandwidth), pixels);

/** Noise in [-2, 2), the same for the same size. */
function noise(size: number): Float32Array {
  let state = size;
  return Float32Array.from({ length: size * size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5) {
  expect(actual.length).toBe(expected.length);
  const worst = Array.from(actual).reduce((w, v, i) => Math.max(w, Math.abs(v - expected[i])), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe('the low-frequency crop', () => {
  it.each([2, 3, 4, 5, 7, 8, 12, 13, 16, 17])(
    'agrees with the cut spectrum for every bandwidth of %d pixels',
    (size) => {
      const pixels = noise(size);
      for (let bandwidth = 2; bandwidth <= size; bandwidth++) {
        expectClose(crop(pixels, size, bandwidth), bruteForce(pixels, size, bandwidth));
      }
    },
  );

  it.each([
    [28, 20],
    [32, 14],
    [33, 31],
    [64, 46],
  ])('agrees with the cut spectrum from %d to %d pixels', (size, bandwidth) => {
    const pixels = noise(size);
    expectClose(crop(pixels, size, bandwidth), bruteForce(pixels, size, bandwidth));
  });

  it('would be wrong without the term of the frequency that has no partner', () => {
    const exact = lowFrequencyCrop(9, 4);
    const pixels = noise(9);
    const separable = cropChannel({ ...exact, unpaired: new Float32Array(9) }, pixels);
    const expected = bruteForce(pixels, 9, 4);
    const worst = Math.max(...separable.map((v, i) => Math.abs(v - expected[i])));
    expect(worst).toBeGreaterThan(1e-3);
  });

  it('keeps a constant image, also at the size of ImageNet', () => {
    for (const [size, bandwidth] of [
      [9, 5],
      [32, 24],
      [224, 160],
      [224, 192],
    ]) {
      const cropped = crop(new Float32Array(size * size).fill(0.75), size, bandwidth);
      expectClose(cropped, new Array<number>(cropped.length).fill(0.75));
    }
  });

  it('samples a cosine below half the bandwidth on the smaller grid', () => {
    const places = fc
      .integer({ min: 4, max: 24 })
      .chain((size) =>
        fc.record({ size: fc.constant(size), band: fc.integer({ min: 2, max: size }) }),
      )
      .chain(({ size, band }) => {
        const highest = Math.floor(band / 2) - 1;
        const frequency = fc.integer({ min: -highest, max: highest });
        return fc.record({
          size: fc.constant(size),
          bandwidth: fc.constant(band),
          down: frequency,
          across: frequency,
          phase: fc.double({ min: 0, max: 6, noNaN: true }),
        });
      });
    fc.assert(
      fc.property(places, ({ size, bandwidth, down, across, phase }) => {
        const wave = (side: number) =>
          Float32Array.from({ length: side * side }, (_, i) => {
            const turns = (down * Math.floor(i / side) + across * (i % side)) / side;
            return Math.cos(2 * Math.PI * turns + phase);
          });
        expectClose(crop(wave(size), size, bandwidth), wave(2 * Math.floor(bandwidth / 2)));
      }),
    );
  });

  it('leaves an image of an even size as it is where nothing is cut', () => {
    for (const size of [2, 8, 28]) expectClose(crop(noise(size), size, size), noise(size));
  });

  it('takes the even part of an odd bandwidth', () => {
    expect(lowFrequencyCrop(28, 21)).toEqual(lowFrequencyCrop(28, 20));
  });

  it.each([
    [28, 1],
    [28, 29],
    [28, NaN],
    [7.5, 4],
  ])('refuses %d pixels at a bandwidth of %d', (size, bandwidth) => {
    expect(() => lowFrequencyCrop(size, bandwidth)).toThrow(RangeError);
  });
});
