import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../src/engine/cpu.ts';
import { tf } from '../../../src/engine/tf.ts';
import { wasm } from '../../../src/engine/wasm/wasm.ts';
import {
  convolutionCases,
  convolutionGradients,
  isSmall,
  numericGradients,
  type ConvolutionCase,
} from '../convolutions.ts';
import { relativeDifference, valuesOn } from '../numbers.ts';

const cases = convolutionCases({
  batch: fc.integer({ min: 1, max: 4 }),
  inChannels: fc.integer({ min: 1, max: 5 }),
  outChannels: fc.integer({ min: 1, max: 9 }),
});

beforeAll(async () => {
  await wasm.prepare();
  await cpu.prepare();
});

test('both gradients of a convolution equal those of the reference', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (c) => {
      const expected = await valuesOn(cpu, convolutionGradients(c));
      const found = await valuesOn(wasm, convolutionGradients(c));
      expect(relativeDifference(found[0], expected[0])).toBeLessThan(1e-5);
      expect(relativeDifference(found[1], expected[1])).toBeLessThan(1e-5);
    }),
    { numRuns: 150 },
  );
});

test('both gradients of a convolution equal central finite differences', async () => {
  await fc.assert(
    fc.asyncProperty(cases.filter(isSmall), async (c) => {
      const [dx, dFilter] = await valuesOn(wasm, convolutionGradients(c));
      const [ofX, ofFilter] = numericGradients(c);
      expect(relativeDifference(dx, ofX)).toBeLessThan(1e-5);
      expect(relativeDifference(dFilter, ofFilter)).toBeLessThan(1e-5);
    }),
    { numRuns: 20 },
  );
});

type Model = Omit<ConvolutionCase, 'dilations'>;
const models: [string, Model][] = [
  ['the stem', { x: [3, 13, 11, 1], filter: [3, 3, 1, 8], strides: [1, 1], pad: 'same' }],
  ['a stage', { x: [5, 9, 9, 16], filter: [3, 3, 16, 16], strides: [1, 1], pad: 'same' }],
  ['a stage transition', { x: [5, 9, 9, 8], filter: [3, 3, 8, 16], strides: [2, 2], pad: 'same' }],
  ['a shortcut', { x: [5, 9, 9, 8], filter: [1, 1, 8, 16], strides: [2, 2], pad: 'valid' }],
];

test.each(models)('the gradients of %s leave no tensor and no data behind', async (_, model) => {
  const gradients = convolutionGradients({ ...model, dilations: [1, 1] });
  await valuesOn(wasm, gradients);
  const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
  for (let i = 0; i < 10; i++) await valuesOn(wasm, gradients);
  expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
});
