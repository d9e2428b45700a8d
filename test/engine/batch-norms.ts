/** Batch normalisation and its gradients by their formulas, in float64; x is [positions, channels]. */

export type BatchNormCase = {
  channels: number;
  epsilon: number;
  relu: boolean;
  x: ArrayLike<number>;
  scale: ArrayLike<number>;
  offset: ArrayLike<number>;
  add?: ArrayLike<number> | undefined;
};

const zeros = (size: number) => new Float64Array(size);

function momentsOf({ x, channels }: BatchNormCase) {
  const positions = x.length / channels;
  const mean = zeros(channels);
  const variance = zeros(channels);
  for (let i = 0; i < x.length; i++) mean[i % channels] += x[i] / positions;
  for (let i = 0; i < x.length; i++)
    variance[i % channels] += (x[i] - mean[i % channels]) ** 2 / positions;
  return { positions, mean, variance };
}

export function naiveBatchNorm(c: BatchNormCase) {
  const { mean, variance } = momentsOf(c);
  const y = Float64Array.from(c.x, (value, i) => {
    const k = i % c.channels;
    const normalised = (value - mean[k]) / Math.sqrt(variance[k] + c.epsilon);
    const sum = c.scale[k] * normalised + c.offset[k] + (c.add?.[i] ?? 0);
    return c.relu ? Math.max(0, sum) : sum;
  });
  return { y, mean, variance };
}

/**
 * The gradients for a gradient dy of the result. `open` says where the ReLU let through: the engine's
 * own result decides that, for near 0 it may round to the other side.
 */
export function naiveBatchNormGradient(
  c: BatchNormCase,
  dy: ArrayLike<number>,
  open: (i: number) => boolean,
) {
  const { x, channels, scale, epsilon } = c;
  const { positions, mean, variance } = momentsOf(c);
  const dz = Float64Array.from(dy, (value, i) => (!c.relu || open(i) ? value : 0));
  const normalised = Float64Array.from(
    x,
    (value, i) => (value - mean[i % channels]) / Math.sqrt(variance[i % channels] + epsilon),
  );
  const dscale = zeros(channels);
  const doffset = zeros(channels);
  dz.forEach((value, i) => {
    dscale[i % channels] += value * normalised[i];
    doffset[i % channels] += value;
  });
  const dx = dz.map((value, i) => {
    const k = i % channels;
    const factor = scale[k] / Math.sqrt(variance[k] + epsilon);
    return factor * (value - (doffset[k] + normalised[i] * dscale[k]) / positions);
  });
  return { dx, dscale, doffset, dadd: dz };
}
