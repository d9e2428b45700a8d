/**
 * How well labels fit what models that never saw them say, as confident learning ranks them
 * (Northcutt, Jiang, Chuang, JAIR 2021, arXiv 1911.00068, section 3.2): by self-confidence, the
 * probability of the given label (there "prune by class"), and by the margin of Wei et al. 2018, that
 * probability less the largest one of another class (there "prune by noise rate"). The lower, the
 * more likely is the label an error. The paper's class thresholds, which choose how many to prune,
 * are left out: here a person decides how far down the ranking to look.
 */
export type JudgedLabels = {
  /** 0 … 1. */
  labelProbability: Float32Array;
  /** -1 … 1; below 0 another class is more likely. */
  labelMargin: Float32Array;
  /** The most likely class, the lowest such one on ties. */
  predicted: Uint16Array;
};

export const newJudged = (samples: number): JudgedLabels => ({
  labelProbability: new Float32Array(samples),
  labelMargin: new Float32Array(samples),
  predicted: new Uint16Array(samples),
});

/**
 * Judges the labels of a batch from its logits [N, classes], and writes what comes of it from place
 * `at` on. @returns the first of the batch whose logits are not finite, or -1, and nothing is written of it
 */
export function judge(
  logits: Float32Array,
  labels: ArrayLike<number>,
  into: JudgedLabels,
  at: number,
): number {
  const classes = logits.length / labels.length;
  for (let i = 0; i < labels.length; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const label = labels[i];
    let predicted = 0;
    let other = -1;
    for (let c = 0; c < classes; c++) {
      if (!Number.isFinite(row[c])) return i;
      if (row[c] > row[predicted]) predicted = c;
      if (c !== label && (other === -1 || row[c] > row[other])) other = c;
    }
    let total = 0;
    for (let c = 0; c < classes; c++) total += Math.exp(row[c] - row[predicted]);
    const probability = (c: number) => (c === -1 ? 0 : Math.exp(row[c] - row[predicted]) / total);
    into.labelProbability[at + i] = probability(label);
    into.labelMargin[at + i] = probability(label) - probability(other);
    into.predicted[at + i] = predicted;
  }
  return -1;
}
