import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { softmaxCrossEntropy } from '../../../src/engine/ops/softmax-cross-entropy.ts';
import { tf } from '../../../src/engine/tf.ts';
import { centralDifferences, normals, relativeDifference, valuesOn } from '../numbers.ts';
import { describeEngines } from '../usable.ts';

/** The formulas, in float64. */
function naive(logits: ArrayLike<number>, labels: number[], classes: number) {
  const samples = labels.map((label, i) => {
    const row = Array.from({ length: classes }, (_, k) => logits[i * classes + k]);
    const largest = Math.max(...row);
    const total = row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    return {
      loss: Math.log(total) - (row[label] - largest),
      confidence: 1 / total,
      predicted: row.indexOf(largest),
    };
  });
  return {
    loss: samples.map(({ loss }) => loss),
    confidence: samples.map(({ confidence }) => confidence),
    predicted: samples.map(({ predicted }) => predicted),
    mean: samples.reduce((sum, { loss }) => sum + loss, 0) / labels.length,
  };
}

const batches = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }))
  .chain(([batch, classes]) =>
    fc.record({
      classes: fc.constant(classes),
      logits: fc.array(
        fc.integer({ min: -400, max: 400 }).map((value) => value / 8),
        {
          minLength: batch * classes,
          maxLength: batch * classes,
        },
      ),
      labels: fc.array(fc.nat(classes - 1), { minLength: batch, maxLength: batch }),
    }),
  );

describeEngines((engine) => {
  const factsOf = (logits: number[], labels: number[], classes: number) =>
    valuesOn(engine, () => {
      const result = softmaxCrossEntropy(
        tf.tensor2d(logits, [labels.length, classes]),
        tf.tensor1d(labels, 'int32'),
      );
      return [result.loss, result.confidence, result.predicted, result.meanLoss];
    });

  const gradientOf = (logits: number[], labels: number[], classes: number) =>
    valuesOn(engine, () => {
      const mean = (z: Tensor) =>
        softmaxCrossEntropy(z as Tensor2D, tf.tensor1d(labels, 'int32')).meanLoss;
      return [tf.grad(mean)(tf.tensor2d(logits, [labels.length, classes]))];
    });

  test('the facts of each sample follow their formulas', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ logits, labels, classes }) => {
        const [loss, confidence, predicted, mean] = await factsOf(logits, labels, classes);
        const expected = naive(logits, labels, classes);
        // The sum of exponentials is at least 1, so a small loss is exact to float32's step at 1.
        expect(relativeDifference([...loss, 1], [...expected.loss, 1])).toBeLessThan(1e-5);
        expect(relativeDifference(confidence, expected.confidence)).toBeLessThan(1e-5);
        expect([...predicted]).toEqual(expected.predicted);
        expect(relativeDifference([...mean, 1], [expected.mean, 1])).toBeLessThan(1e-5);
      }),
      { numRuns: 50 },
    );
  });

  test('a tie predicts the lowest of the classes', async () => {
    const [, confidence, predicted] = await factsOf([0, 3, 3, 1, 5, 5, 5, 5], [0, 1], 4);
    expect([...predicted]).toEqual([1, 0]);
    expect(confidence[1]).toBeCloseTo(0.25, 6);
  });

  test('logits of a thousand do not overflow', async () => {
    const [loss, confidence] = await factsOf([1000, -1000, 0], [1], 3);
    expect([...loss]).toEqual([2000]);
    expect([...confidence]).toEqual([1]);
  });

  test('logits of ten thousand are exact, and their gradient is 0 or 1 a sample', async () => {
    const logits = [1e4, -1e4, 0, -1e4, 1e4, 1e4, -1e4, -1e4, -1e4];
    const [loss, confidence, predicted] = await factsOf(logits, [0, 0, 2], 3);
    expect(loss[0]).toBe(0);
    expect(loss[1]).toBeCloseTo(2e4 + Math.log(2), 2);
    expect(loss[2]).toBeCloseTo(Math.log(3), 6);
    expect(confidence[0]).toBe(1);
    expect(confidence[1]).toBeCloseTo(1 / 2, 6);
    expect([...predicted]).toEqual([0, 1, 0]);
    const [gradient] = await gradientOf(logits, [0, 0, 2], 3);
    const third = 1 / 3;
    const expected = [0, 0, 0, -1, 0.5, 0.5, third, third, third - 1].map((value) => value / 3);
    expect(relativeDifference(gradient, expected)).toBeLessThan(1e-6);
  });

  test('one sample of one class is certain, costs nothing and pulls nowhere', async () => {
    const facts = await factsOf([-3], [0], 1);
    expect(facts.map(([value]) => value + 0)).toEqual([0, 1, 0, 0]);
    expect((await gradientOf([-3], [0], 1))[0][0] + 0).toBe(0);
  });

  test('a batch that several threads share has the facts of its samples', async () => {
    const [batch, classes] = [211, 97];
    const logits = [...normals(batch * classes, 1)].map((value) => 4 * value);
    const labels = Array.from({ length: batch }, (_, i) => (i * 31) % classes);
    const [loss, confidence, predicted, mean] = await factsOf(logits, labels, classes);
    const expected = naive(Float32Array.from(logits), labels, classes);
    expect(relativeDifference(loss, expected.loss)).toBeLessThan(1e-5);
    expect(relativeDifference(confidence, expected.confidence)).toBeLessThan(1e-5);
    expect([...predicted]).toEqual(expected.predicted);
    expect(relativeDifference(mean, [expected.mean])).toBeLessThan(1e-5);
  });

  test('a logit that is not a number makes a loss that is not a number', async () => {
    const [loss] = await factsOf([NaN, 0, 1, 0], [0, 1], 2);
    expect(loss[0]).toBeNaN();
    expect(loss[1]).toBeCloseTo(Math.log(1 + Math.E), 5);
    // Wherever it stands: it must not be overlooked as smaller than the others.
    const [others] = await factsOf([0, NaN, 1, 0], [0, 1], 2);
    expect(others[0]).toBeNaN();
  });

  test('the gradient of the mean loss equals central finite differences', async () => {
    const labels = [0, 3, 1];
    const logits = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i * i) * 3);
    const [found] = await gradientOf([...logits], labels, 4);
    const expected = centralDifferences((z) => naive(z, labels, 4).mean, logits, 2 ** -10);
    expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
  });

  describe('with weights and targets', () => {
    const labels = [0, 3, 1, 1];
    const weights = [1, 0, 2.5, 0.75];
    // One label, one label smoothed, two labels mixed, and all classes alike.
    const targets = [
      ...[1, 0, 0, 0],
      ...[0.05, 0.05, 0.05, 0.85],
      ...[0, 0.7, 0.3, 0],
      ...[0.25, 0.25, 0.25, 0.25],
    ];
    const logits = Float32Array.from({ length: 16 }, (_, i) => Math.sin(i * i) * 3);
    const objective = (weights: number[], targets: number[]) => ({
      targets: tf.tensor2d(targets, [4, 4]),
      weights: tf.tensor1d(weights),
    });
    const resultsOf = (weights: number[], targets: number[]) =>
      valuesOn(engine, () => {
        const { meanLoss, loss, confidence, predicted } = softmaxCrossEntropy(
          tf.tensor2d(logits, [4, 4]),
          tf.tensor1d(labels, 'int32'),
          objective(weights, targets),
        );
        return [loss, confidence, predicted, meanLoss];
      });
    const weightedGradientOf = (weights: number[], targets: number[]) =>
      valuesOn(engine, () => {
        const mean = (z: Tensor) =>
          softmaxCrossEntropy(
            z as Tensor2D,
            tf.tensor1d(labels, 'int32'),
            objective(weights, targets),
          ).meanLoss;
        return [tf.grad((z: Tensor) => tf.mul(mean(z), 3))(tf.tensor2d(logits, [4, 4]))];
      });
    /** The sum over samples and classes of weight · target · -log softmax, over N, in float64. */
    const naiveMean = (z: Float32Array) =>
      labels.reduce((sum, _, i) => {
        const row = z.subarray(i * 4, i * 4 + 4);
        const logTotal = Math.log(row.reduce((total, value) => total + Math.exp(value), 0));
        const losses = [...row].map((value, c) => targets[i * 4 + c] * (logTotal - value));
        return sum + weights[i] * losses.reduce((total, loss) => total + loss);
      }, 0) / 4;

    test('the facts stay the bytes of the labels alone', async () => {
      const plain = await factsOf([...logits], labels, 4);
      const found = await resultsOf(weights, targets);
      expect(found.slice(0, 3)).toEqual(plain.slice(0, 3));
    });

    test('the mean loss is that of the weighted samples against their targets, over N', async () => {
      const [, , , mean] = await resultsOf(weights, targets);
      expect(relativeDifference(mean, [naiveMean(logits)])).toBeLessThan(1e-5);
    });

    test('the gradient of the mean loss equals central finite differences', async () => {
      const [found] = await weightedGradientOf(weights, targets);
      const expected = centralDifferences((z) => 3 * naiveMean(z), logits, 2 ** -10);
      expect(relativeDifference(found, expected)).toBeLessThan(1e-4);
    });

    test('weights of one and one-hot targets have the plain mean loss and gradient', async () => {
      const ones = [1, 1, 1, 1];
      const oneHot = labels.flatMap((label) => ones.map((_, c) => (c === label ? 1 : 0)));
      const [, , , mean] = await resultsOf(ones, oneHot);
      const [, , , plainMean] = await factsOf([...logits], labels, 4);
      expect(relativeDifference(mean, plainMean)).toBeLessThan(1e-6);
      const [plain] = await gradientOf([...logits], labels, 4);
      const [gradient] = await weightedGradientOf(ones, oneHot);
      expect(
        relativeDifference(
          gradient,
          plain.map((value) => 3 * value),
        ),
      ).toBeLessThan(1e-6);
    });
  });
});
