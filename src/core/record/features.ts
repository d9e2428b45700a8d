/** Samples in one chunk of features; the last one of a data set has fewer. */
export const FEATURE_CHUNK = 16_384;

export const featureChunks = (samples: number): number => Math.ceil(samples / FEATURE_CHUNK);

/**
 * What the last layer of a model is given of some samples, in order of position: feature d of sample
 * i is `scales[i] * values[i * dims + d]`.
 *
 * One byte a feature and one scale a sample: a quarter of float32, off by at most 1/510 of the
 * sample's largest feature, and the direction of a sample, which is what neighbours are found by,
 * stands in its bytes alone, so that their products are whole numbers and the same on every machine.
 */
export type FeatureChunk = { dims: number; scales: Float32Array; values: Uint8Array };

/**
 * @param features [N, dims], which a ReLU and a mean over positions leave at 0 or above
 * @throws RangeError where one is negative or not finite
 */
export function quantiseFeatures(features: Float32Array, dims: number): FeatureChunk {
  const samples = features.length / dims;
  const scales = new Float32Array(samples);
  const values = new Uint8Array(features.length);
  for (let sample = 0, begin = 0; sample < samples; sample++, begin += dims) {
    let largest = 0;
    for (let i = begin; i < begin + dims; i++) {
      const feature = features[i];
      if (!(feature >= 0 && feature < Infinity)) {
        throw new RangeError(`A feature is ${feature}, and none is below 0 or infinite.`);
      }
      if (feature > largest) largest = feature;
    }
    if (largest === 0) continue;
    scales[sample] = largest / 255;
    for (let i = begin; i < begin + dims; i++)
      values[i] = Math.round((255 * features[i]) / largest);
  }
  return { dims, scales, values };
}
