import type { StepOptions } from './learner.ts';

/**
 * What a step minimises where that is not the plain mean loss: the targets of the batch's samples
 * [N, classes], row by row, and their weights [N]; null where it is.
 * @throws RangeError where there is not one weight or one partner for each sample
 */
export function objectiveOf(
  labels: Int32Array,
  classes: number,
  { weights, labelSmoothing = 0, mix }: StepOptions,
): { targets: Float32Array; weights: Float32Array } | null {
  if (!weights && labelSmoothing === 0 && !mix) return null;
  const samples = labels.length;
  if (weights && weights.length !== samples)
    throw new RangeError(`There are ${weights.length} weights for ${samples} samples.`);
  if (mix && mix.partner.length !== samples)
    throw new RangeError(`There are ${mix.partner.length} partners for ${samples} samples.`);
  const stranger = mix?.partner.find((partner) => partner < 0 || partner >= samples);
  if (stranger !== undefined)
    throw new RangeError(`The partner ${stranger} is not one of ${samples} samples.`);
  return {
    targets: softTargets(labels, classes, labelSmoothing, mix),
    weights: weights ?? new Float32Array(samples).fill(1),
  };
}

/**
 * A label alone is (1 - s) · one-hot + s / classes with the label smoothing s of Szegedy et al.
 * 2016; a mixed sample has that of its own label and that of its partner's, in their shares.
 */
function softTargets(
  labels: Int32Array,
  classes: number,
  labelSmoothing: number,
  mix: StepOptions['mix'],
): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(labelSmoothing / classes);
  const ofLabel = 1 - labelSmoothing;
  labels.forEach((label, i) => {
    targets[i * classes + label] += ofLabel * (mix ? mix.share : 1);
    if (mix) targets[i * classes + labels[mix.partner[i]]] += ofLabel * (1 - mix.share);
  });
  return targets;
}
