import { describe, expect, it } from 'vitest';
import { HASH_BITS, perceptualHash } from '../../../src/core/duplicates/perceptual-hash.ts';
import { randomStream } from '../../../src/core/random/stream.ts';

type Picture = (x: number, y: number) => number;

/** A picture that is smooth enough to look the same at any size. */
function picture(seed: number): Picture {
  const random = randomStream({ seed, purpose: 'picture' });
  const waves = Array.from({ length: 60 }, () => ({
    across: random.below(100) / 10,
    down: random.below(100) / 10,
    shift: random.below(628) / 100,
  }));
  return (x, y) =>
    128 +
    waves.reduce(
      (sum, { across, down, shift }) => sum + 5 * Math.cos(across * x * 3 + down * y * 3 + shift),
      0,
    );
}

function drawn(of: Picture, width: number, height: number, channels = 1): Uint8Array {
  const pixels = new Uint8Array(width * height * channels);
  for (let i = 0; i < pixels.length; i++) {
    const at = Math.floor(i / channels);
    pixels[i] = of(((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height);
  }
  return pixels;
}

function hashOf(pixels: Uint8Array, width: number, height: number, channels = 1): bigint {
  const hash = new Uint32Array(2);
  perceptualHash({ width, height, channels })(pixels, hash, 0);
  return (BigInt(hash[1]) << 32n) | BigInt(hash[0]);
}
const bitsBetween = (a: bigint, b: bigint) => (a ^ b).toString(2).replaceAll('0', '').length;

/** The bits by the definition: each coefficient as a double sum. */
function byDefinition(pixels: Uint8Array, width: number, height: number): bigint {
  const coefficients: number[] = [];
  for (let v = 1; v <= 8; v++) {
    for (let u = 1; u <= 8; u++) {
      let sum = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          sum +=
            pixels[y * width + x] *
            Math.cos((Math.PI * u * (2 * x + 1)) / (2 * width)) *
            Math.cos((Math.PI * v * (2 * y + 1)) / (2 * height));
        }
      }
      coefficients.push(sum);
    }
  }
  const sorted = coefficients.toSorted((a, b) => a - b);
  const median = (sorted[31] + sorted[32]) / 2;
  return coefficients.reduce(
    (bits, value, i) => bits | (value > median ? 1n << BigInt(i) : 0n),
    0n,
  );
}

describe('a perceptual hash', () => {
  it('is what its definition says', () => {
    const pixels = drawn(picture(1), 28, 21);
    expect(hashOf(pixels, 28, 21)).toBe(byDefinition(pixels, 28, 21));
  });

  it('stays within 3 bits where a picture is scaled or made lighter', () => {
    for (let seed = 0; seed < 20; seed++) {
      const of = picture(seed);
      const first = hashOf(drawn(of, 32, 32), 32, 32);
      expect(bitsBetween(first, hashOf(drawn(of, 24, 24), 24, 24))).toBeLessThanOrEqual(3);
      const lighter = drawn((x, y) => of(x, y) + 9, 32, 32);
      expect(bitsBetween(first, hashOf(lighter, 32, 32))).toBeLessThanOrEqual(3);
    }
  });

  it('differs in many bits between other pictures', () => {
    const hashes = Array.from({ length: 20 }, (_, seed) =>
      hashOf(drawn(picture(seed), 24, 24), 24, 24),
    );
    const between = hashes.flatMap((a, i) => hashes.slice(0, i).map((b) => bitsBetween(a, b)));
    expect(Math.min(...between)).toBeGreaterThan(8);
    const mean = between.reduce((sum, bits) => sum + bits, 0) / between.length;
    expect(mean).toBeGreaterThan(HASH_BITS / 4);
  });

  it('of a grey picture in three channels is that of the grey one', () => {
    const grey = hashOf(drawn(picture(3), 24, 24), 24, 24);
    expect(bitsBetween(hashOf(drawn(picture(3), 24, 24, 3), 24, 24, 3), grey)).toBeLessThanOrEqual(
      1,
    );
  });

  it('of one colour is the same for every colour', () => {
    const flat = (value: number) => hashOf(new Uint8Array(24 * 24).fill(value), 24, 24);
    expect(flat(0)).toBe(0n);
    expect(flat(77)).toBe(0n);
  });
});
