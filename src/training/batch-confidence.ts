/**
 * Each sample's largest softmax probability where the softmax is over the batch instead of the
 * classes, as in the released KAKURENBO: a sample has a high one where no other sample of its batch
 * competes for a class. logits are [N, classes]; the result is [N].
 */
export function batchConfidence(logits: Float32Array, classes: number): Float32Array {
  const confidence = new Float32Array(logits.length / classes);
  for (let c = 0; c < classes; c++) {
    const ofClass = Float64Array.from(confidence, (_, i) => logits[i * classes + c]);
    // Differences to the largest logit, so that no exponential overflows.
    const largest = ofClass.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const exponentials = ofClass.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, exponential) => sum + exponential, 0);
    // Math.max, so that what is not a number shows.
    exponentials.forEach((exponential, i) => {
      confidence[i] = Math.max(confidence[i], exponential / total);
    });
  }
  return confidence;
}
