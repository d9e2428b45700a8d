import type { SampleShape } from '../record/sample-shape.ts';
import { axisResampling, type View } from './resampling.ts';

/**
 * One image (height x width x channels) as a view shows it, by the sums that an engine makes of
 * batches: A x Bᵀ, less the term of rank one of a cut spectrum.
 * @throws RangeError for a view that cannot be had of the image
 */
export function resampleImage(
  pixels: ArrayLike<number>,
  { height, width, channels }: SampleShape,
  view: View,
): Float32Array {
  if (view.height === height && view.width === width) return Float32Array.from(pixels);
  const down = axisResampling(view.resampling, height, view.height);
  const across = axisResampling(view.resampling, width, view.width);
  const row = view.width * channels;
  // x Bᵀ, [height x view.width x channels], in float64 as every sum here.
  const narrow = new Float64Array(height * row);
  const alternating = new Float64Array(channels);
  const [e, f] = [down.unpaired, across.unpaired];
  for (let s = 0; s < height; s++) {
    for (let t = 0; t < width; t++) {
      const weight = e === null || f === null ? 0 : e[s] * f[t];
      for (let c = 0; c < channels; c++) {
        const value = pixels[(s * width + t) * channels + c];
        alternating[c] += weight * value;
        for (let n = 0; n < view.width; n++) {
          narrow[s * row + n * channels + c] += across.matrix[n * width + t] * value;
        }
      }
    }
  }
  const shown = new Float32Array(view.height * row);
  for (let m = 0; m < view.height; m++) {
    for (let n = 0; n < view.width; n++) {
      const sign = (m + n) % 2 === 0 ? -1 : 1;
      for (let c = 0; c < channels; c++) {
        const at = n * channels + c;
        let sum = sign * alternating[c];
        for (let s = 0; s < height; s++) sum += down.matrix[m * height + s] * narrow[s * row + at];
        shown[m * row + at] = sum;
      }
    }
  }
  return shown;
}
