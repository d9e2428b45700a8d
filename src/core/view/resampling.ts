/**
 * How an image becomes one of other sides. Every method here is linear and works on each axis by
 * itself: with a matrix for the lines and one for the columns, y = A x Bᵀ. The cut spectrum has, where
 * it keeps an even number of frequencies of both axes, one more term of rank one; see
 * low-frequency-crop.ts.
 */
import { lowFrequencyCrop } from './low-frequency-crop.ts';

export const resamplings = ['frequency', 'lanczos', 'bilinear'] as const;
export type Resampling = (typeof resamplings)[number];

/** What the model sees of an image: its sides in pixels, and how they came about. */
export type View = { height: number; width: number; resampling: Resampling };

/** What a resampling does along one axis. */
export type AxisResampling = {
  /** Pixels before and after. */
  from: number;
  to: number;
  /** [to x from], row by row. */
  matrix: Float32Array;
  /**
   * e, [from], where one frequency is kept without its partner: of two such axes, the crop is
   * A x Bᵀ less (eᵀ x e') times a checkerboard that begins with 1.
   */
  unpaired: Float32Array | null;
};

/**
 * `frequency` keeps the frequencies -to/2 … to/2 - 1, or for an odd number of pixels those up to
 * (to - 1)/2 on both sides. `lanczos` (three lobes) and `bilinear` are those of the Python Imaging
 * Library: the filter is as much wider as the image gets smaller, and weighs what is inside of the
 * image only. All keep a constant image, and leave an axis of the same size as it is.
 * @throws RangeError for sizes that are no whole numbers of at least 1, and for a cut spectrum that
 * would be larger than the image's
 */
export function axisResampling(method: Resampling, from: number, to: number): AxisResampling {
  const whole = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= 1;
  if (!whole || (method === 'frequency' && to > from))
    throw new RangeError(`The resampling "${method}" cannot make ${from} pixels to ${to}.`);
  if (from === to) return { from, to, matrix: identity(from), unpaired: null };
  if (method === 'frequency') return cutSpectrum(from, to);
  const matrix = method === 'lanczos' ? filtered(from, to, lanczos, 3) : filtered(from, to, hat, 1);
  return { from, to, matrix, unpaired: null };
}

function identity(size: number): Float32Array {
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

function cutSpectrum(from: number, to: number): AxisResampling {
  if (to % 2 === 0) {
    const { resample, unpaired } = lowFrequencyCrop(from, to);
    return { from, to, matrix: resample, unpaired };
  }
  // Every frequency has its partner, and their sum is Dirichlet's kernel.
  const matrix = new Float32Array(to * from);
  for (let m = 0; m < to; m++) {
    for (let s = 0; s < from; s++) {
      const d = (m * from - s * to) / (to * from);
      const sum = d === 0 ? to : Math.sin(Math.PI * to * d) / Math.sin(Math.PI * d);
      matrix[m * from + s] = sum / from;
    }
  }
  return { from, to, matrix, unpaired: null };
}

/** Weighs the pixels around each new pixel's centre by a filter that is 0 beyond its support. */
function filtered(
  from: number,
  to: number,
  filter: (distance: number) => number,
  support: number,
): Float32Array {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const matrix = new Float32Array(to * from);
  for (let m = 0; m < to; m++) {
    const centre = (m + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support * stretch + 0.5));
    const end = Math.min(from, Math.floor(centre + support * stretch + 0.5));
    const weights = Array.from({ length: end - first }, (_, i) =>
      filter((first + i + 0.5 - centre) / stretch),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, i) => (matrix[m * from + first + i] = weight / total));
  }
  return matrix;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x: number) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);
const hat = (x: number) => Math.max(0, 1 - Math.abs(x));
