/**
 * The perceptual hash of Zauner 2010 (pHash): a bit for each of the 8 x 8 lowest frequencies of the
 * grey picture's cosine transform, without the constant row and column, which says whether it is
 * above their median. It stays nearly the same where a picture is scaled, compressed, or made lighter.
 */
import type { SampleShape } from '../record/sample-shape.ts';

const SIDE = 8;
export const HASH_BITS = SIDE * SIDE;

/** Rec. 601, as JPEG has it. */
const LUMA = [0.299, 0.587, 0.114];

/** Writes the hash of a picture (height x width x channels) as two words of 32 bits. */
export function perceptualHash({ height, width, channels }: SampleShape) {
  const across = cosines(width);
  const down = cosines(height);
  const grey = new Float64Array(width * height);
  const rows = new Float64Array(SIDE * height);
  const lowest = new Float64Array(HASH_BITS);

  return (pixels: Uint8Array, hash: Uint32Array, at: number): void => {
    let sum = 0;
    for (let i = 0; i < grey.length; i++) {
      let value = pixels[i * channels];
      if (channels >= 3) {
        value =
          LUMA[0] * value + LUMA[1] * pixels[i * channels + 1] + LUMA[2] * pixels[i * channels + 2];
      }
      grey[i] = value;
      sum += value;
    }
    // Less its mean a picture of one colour is exactly 0, and no rounding decides its bits.
    const mean = sum / grey.length;
    for (let y = 0; y < height; y++) {
      for (let u = 0; u < SIDE; u++) {
        let total = 0;
        for (let x = 0; x < width; x++)
          total += (grey[y * width + x] - mean) * across[u * width + x];
        rows[u * height + y] = total;
      }
    }
    for (let u = 0; u < SIDE; u++) {
      for (let v = 0; v < SIDE; v++) {
        let total = 0;
        for (let y = 0; y < height; y++) total += rows[u * height + y] * down[v * height + y];
        lowest[v * SIDE + u] = total;
      }
    }
    const sorted = lowest.toSorted();
    const median = (sorted[HASH_BITS / 2 - 1] + sorted[HASH_BITS / 2]) / 2;
    hash[at] = 0;
    hash[at + 1] = 0;
    for (let bit = 0; bit < HASH_BITS; bit++) {
      if (lowest[bit] > median) hash[at + (bit >>> 5)] |= 1 << (bit & 31);
    }
  };
}

/** Rows of the cosine transform (DCT-II) from frequency 1 on, `size` values each. */
const cosines = (size: number): Float64Array =>
  Float64Array.from({ length: SIDE * size }, (_, i) => {
    const frequency = 1 + Math.floor(i / size);
    return Math.cos((Math.PI * frequency * (2 * (i % size) + 1)) / (2 * size));
  });
