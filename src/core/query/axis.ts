/** Axes along which a number of every sample is counted in bins or drawn. */

export type Axis = {
  scale: 'linear' | 'log';
  /** Ends; what is beyond one stands at it. On a logarithmic axis both are above 0. */
  min: number;
  max: number;
};

/** Losses span many powers of ten: one that is learned by heart is near 1e-6. */
export const lossAxis: Axis = { scale: 'log', min: 1e-6, max: 1e2 };
export const fractionAxis: Axis = { scale: 'linear', min: 0, max: 1 };
/** The standard deviation of numbers from 0 to 1 is at most a half. */
export const variabilityAxis: Axis = { scale: 'linear', min: 0, max: 0.5 };
/** A difference of two probabilities. */
export const marginAxis: Axis = { scale: 'linear', min: -1, max: 1 };

/** How far along the axis a value stands, 0 … 1; NaN for NaN. */
export function sharesOf({ scale, min, max }: Axis): (value: number) => number {
  const length = scale === 'linear' ? max - min : Math.log(max / min);
  return (value) => {
    const share = (scale === 'linear' ? value - min : Math.log(value / min)) / length;
    // A logarithm of what is not above 0 is none.
    if (Number.isNaN(share)) return value <= min ? 0 : NaN;
    return Math.min(1, Math.max(0, share));
  };
}

export const shareOf = (axis: Axis, value: number): number => sharesOf(axis)(value);

/** The value that stands at a share of the axis. */
export const valueAt = ({ scale, min, max }: Axis, share: number): number =>
  scale === 'linear' ? min + share * (max - min) : min * (max / min) ** share;

/** Values at which bins of the same width on the axis begin, and the end of the last one. */
export const edgesOf = (axis: Axis, bins: number): Float64Array =>
  Float64Array.from({ length: bins + 1 }, (_, bin) => valueAt(axis, bin / bins));

export type Tick = { share: number; value: number };

/** Every power of ten, or of a linear axis every quarter. */
export function ticksOf(axis: Axis): Tick[] {
  const { scale, min, max } = axis;
  const values =
    scale === 'linear'
      ? [0, 0.25, 0.5, 0.75, 1].map((share) => valueAt(axis, share))
      : Array.from(
          { length: Math.round(Math.log10(max / min)) + 1 },
          (_, power) => min * 10 ** power,
        );
  return values.map((value) => ({ share: shareOf(axis, value), value }));
}
