/** What an image of several channels keeps of its spectrum, by the definition, in float64. */
type Sides = { height: number; width: number };

/** exp(2πi turns) as [cosine, sine]. */
const turned = (turns: number) => [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];

/** K[m, s] = 1/S · sum over the kept frequencies f of exp(2πi f (m/b - s/S)). */
function complexKernel(from: number, to: number): [number, number][][] {
  const frequencies = Array.from({ length: to }, (_, k) => k - Math.floor(to / 2));
  return Array.from({ length: to }, (_, m) =>
    Array.from({ length: from }, (_, s) =>
      frequencies
        .map((f) => turned(f * (m / to - s / from)))
        .reduce<[number, number]>(([re, im], [c, d]) => [re + c / from, im + d / from], [0, 0]),
    ),
  );
}

/** Re(K x K'ᵀ) of images [N, H, W, C]. */
export function cutSpectrumOf(
  pixels: Float32Array,
  from: Sides,
  to: Sides,
  channels: number,
): Float64Array {
  const images = pixels.length / (from.height * from.width * channels);
  const [down, across] = [
    complexKernel(from.height, to.height),
    complexKernel(from.width, to.width),
  ];
  const result = new Float64Array(images * to.height * to.width * channels);
  for (let image = 0; image < images; image++) {
    for (let c = 0; c < channels; c++) {
      const at = (s: number, t: number) =>
        pixels[((image * from.height + s) * from.width + t) * channels + c];
      const lines = Array.from({ length: from.height }, (_, s) =>
        across.map((kernel) =>
          kernel.reduce(([re, im], [p, q], t) => [re + p * at(s, t), im + q * at(s, t)], [0, 0]),
        ),
      );
      down.forEach((kernel, m) => {
        for (let n = 0; n < to.width; n++) {
          const sum = kernel.reduce(
            (total, [p, q], s) => total + p * lines[s][n][0] - q * lines[s][n][1],
            0,
          );
          result[((image * to.height + m) * to.width + n) * channels + c] = sum;
        }
      });
    }
  }
  return result;
}

/** Largest distance of two arrays; infinite for other lengths. */
export const farthest = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  found.length === expected.length
    ? Array.from(found).reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0)
    : Infinity;
