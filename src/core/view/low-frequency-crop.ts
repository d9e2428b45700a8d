/**
 * The low-frequency crop of EfficientTrain (Wang et al., ICCV 2023, arXiv 2211.09703, as released
 * for v1): an image of S x S becomes one of b x b that keeps exactly the frequencies -b/2 … b/2 - 1
 * of each axis, and its mean.
 *
 * The released code cuts the spectrum and takes the real part of what comes back. In one dimension
 * that is a complex kernel K = R + iE with
 *
 *     K[m, s] = 1/S · sum over f = -b/2 … b/2 - 1 of exp(2πi f d),   d = m/b - s/S
 *     R[m, s] = 1/S · (sin(π (b - 1) d) / sin(π d) + cos(π b d))
 *     E[m, s] = (-1)^m · sin(π b s / S) / S
 *
 * The frequencies ±f cancel in E; what is left is that of -b/2, which has no partner. In two
 * dimensions Re(K x Kᵀ) = R x Rᵀ - E x Eᵀ, so two real matrix products alone are not exact. But E
 * has rank one, an alternating sign times a row, and so
 *
 *     crop(x) = R x Rᵀ - (eᵀ x e) · checkerboard,   e[s] = sin(π b s / S) / S
 *
 * is: two products with R, and one number an image. Where b = S, e is 0 and R the identity.
 */
export type LowFrequencyCrop = {
  /** S, pixels of a side of the image. */
  size: number;
  /** b, pixels of a side of the crop: the bandwidth, or the even number below it. */
  band: number;
  /** R, [b x S], row by row. */
  resample: Float32Array;
  /** e, [S]: how strongly each pixel feels the frequency that has no partner. */
  unpaired: Float32Array;
};

/** For images of `size` pixels a side and a bandwidth of 2 to `size` pixels, both whole numbers. */
export function lowFrequencyCrop(size: number, bandwidth: number): LowFrequencyCrop {
  const band = 2 * Math.floor(bandwidth / 2);
  if (!Number.isInteger(size) || !(band >= 2 && bandwidth <= size)) {
    throw new RangeError(`A crop of ${size} pixels cannot have a bandwidth of ${bandwidth}.`);
  }
  const resample = new Float32Array(band * size);
  for (let m = 0; m < band; m++) {
    for (let s = 0; s < size; s++) {
      // d as a quotient of whole numbers, so that it is 0 exactly where the sines' quotient has its limit.
      const d = (m * size - s * band) / (band * size);
      const paired =
        d === 0 ? band - 1 : Math.sin(Math.PI * (band - 1) * d) / Math.sin(Math.PI * d);
      resample[m * size + s] = (paired + Math.cos(Math.PI * band * d)) / size;
    }
  }
  const unpaired = Float32Array.from({ length: size }, (_, s) =>
    band === size ? 0 : Math.sin((Math.PI * band * s) / size) / size,
  );
  return { size, band, resample, unpaired };
}

/**
 * One channel of an image, cropped: `pixels` is [S x S], row by row, the result [b x b]. It is
 * the reference that an engine's two matrix products are compared with.
 */
export function cropChannel(crop: LowFrequencyCrop, pixels: Float32Array): Float32Array {
  const { size, band, resample, unpaired } = crop;
  // R x, [b x S], in float64 as every sum here.
  const rows = new Float64Array(band * size);
  for (let m = 0; m < band; m++) {
    for (let s = 0; s < size; s++) {
      const weight = resample[m * size + s];
      for (let t = 0; t < size; t++) rows[m * size + t] += weight * pixels[s * size + t];
    }
  }
  let alternating = 0;
  for (let s = 0; s < size; s++) {
    for (let t = 0; t < size; t++) alternating += unpaired[s] * pixels[s * size + t] * unpaired[t];
  }
  const cropped = new Float32Array(band * band);
  for (let m = 0; m < band; m++) {
    for (let n = 0; n < band; n++) {
      let sum = (m + n) % 2 === 0 ? -alternating : alternating;
      for (let t = 0; t < size; t++) sum += rows[m * size + t] * resample[n * size + t];
      cropped[m * band + n] = sum;
    }
  }
  return cropped;
}
