/** A sample's history as shapes. Lengths are CSS pixels. */

/** Epochs from `from` to `end`, without that, in which the same class was predicted. */
export type Stretch = { from: number; end: number; value: number };

export function stretchesOf(predicted: ArrayLike<number>): Stretch[] {
  const stretches: Stretch[] = [];
  for (let epoch = 0; epoch < predicted.length; epoch++) {
    const last = stretches.at(-1);
    if (last?.value === predicted[epoch]) last.end = epoch + 1;
    else stretches.push({ from: epoch, end: epoch + 1, value: predicted[epoch] });
  }
  return stretches;
}

/** What the network gave the label: its cross-entropy is the loss. */
export const labelProbability = (loss: ArrayLike<number>): Float32Array =>
  Float32Array.from(loss, (value) => Math.exp(-value));

/** Where an epoch's cell stands, in a band of `width` for `count` epochs. */
export const cellLeft = (epoch: number, count: number, width: number): number =>
  (epoch * width) / count;

/** The epoch at a place of the band. */
export const epochAt = (x: number, count: number, width: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor((x * count) / width)));

/** The upper end of an axis that starts at 0: 1, 2 or 5 times a power of ten, at least `highest`. */
export function axisEnd(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  // Divided, not multiplied: 0.1 * 3 is above 0.3.
  const rest = highest / power;
  return (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10) * power;
}

/** A line through the middles of the epochs' cells, from 0 at the bottom to `end` at the top; what is NaN is left out. */
export function linePath(
  values: ArrayLike<number>,
  end: number,
  width: number,
  height: number,
): string {
  const points = Array.from(values).flatMap((value, epoch) => {
    if (Number.isNaN(value)) return [];
    const x = ((epoch + 0.5) * width) / values.length;
    const y = height - (Math.min(end, Math.max(0, value)) / end) * height;
    return [`${round(x)} ${round(y)}`];
  });
  return points.length === 0 ? '' : `M${points.join('L')}`;
}

const round = (length: number) => Math.round(length * 100) / 100;
