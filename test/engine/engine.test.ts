import { spawnSync } from 'node:child_process';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { prepareEngine, surveyEngines } from '../../src/engine/engine.ts';
import { engines } from '../../src/engine/registry.ts';
import { tf } from '../../src/engine/tf.ts';

const { Conv2DBackpropFilter } = tf;
await prepareEngine('wasm');
const kernel = tf.getKernel(Conv2DBackpropFilter, 'wasm');

function replaceKernel(kernelFunc: typeof kernel.kernelFunc): void {
  tf.unregisterKernel(Conv2DBackpropFilter, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc });
}

afterEach(() => replaceKernel(kernel.kernelFunc));

const makeWasmWrong = () =>
  replaceKernel((args) => {
    const gradient = kernel.kernelFunc(args) as TensorInfo;
    (args.backend as BackendWasm).typedArrayFromHeap(gradient)[0] += 1;
    return gradient;
  });

test.each(engines)('the engine $name becomes the backend when it is asked for', async (engine) => {
  expect(await prepareEngine(engine.name)).toEqual({
    name: engine.name,
    reason: 'It was asked for by name.',
  });
  expect(tf.getBackend()).toBe(engine.name);
});

test('"auto" takes the first engine of the registry and says why', async () => {
  const chosen = await prepareEngine('auto');
  expect(chosen).toEqual({ name: 'wasm', reason: 'It is the fastest engine that works here.' });
  expect(tf.getBackend()).toBe('wasm');
});

test('an engine with a wrong gradient is refused with what is wrong', async () => {
  makeWasmWrong();
  await expect(prepareEngine('wasm')).rejects.toMatchObject({
    code: 'engine-wrong',
    message: expect.stringMatching(
      /"wasm" failed its self-test: The .* differs from the reference/,
    ),
  });
});

test('an engine whose kernel fails is refused with its words', async () => {
  replaceKernel(() => {
    throw new Error('no such kernel');
  });
  await expect(prepareEngine('wasm')).rejects.toMatchObject({
    code: 'engine-wrong',
    message: expect.stringContaining('no such kernel.'),
  });
});

test('"auto" passes over a wrong engine and says so', async () => {
  makeWasmWrong();
  const { name, reason } = await prepareEngine('auto');
  expect(name).toBe('cpu');
  expect(reason).toMatch(/wasm was passed over: The .* differs from the reference/);
});

test('an engine that cannot start is unavailable with the reason', async () => {
  const [engine] = engines;
  const { prepare } = engine;
  engine.prepare = () => Promise.reject(new Error('its file is missing'));
  try {
    await expect(prepareEngine(engine.name)).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('its file is missing.'),
    });
  } finally {
    engine.prepare = prepare;
  }
});

test('the survey lists every engine and the one that "auto" takes', async () => {
  const survey = await surveyEngines();
  expect(survey.engines.map(({ name, usable }) => [name, usable])).toEqual(
    engines.map(({ name }) => [name, true]),
  );
  expect(survey.chosen.name).toBe('wasm');
});

test('the survey says why an engine is not usable', async () => {
  makeWasmWrong();
  const survey = await surveyEngines();
  expect(survey.engines[0]).toMatchObject({ name: 'wasm', usable: false });
  expect(survey.engines[0].reason).toContain('differs from the reference');
  expect(survey.chosen.name).toBe('cpu');
});

test('the self-test leaves no tensor behind', async () => {
  await prepareEngine('wasm');
  const before = tf.memory().numTensors;
  await prepareEngine('wasm');
  expect(tf.memory().numTensors).toBe(before);
});

test('preparing an engine prints nothing', () => {
  const module = new URL('../../src/engine/engine.ts', import.meta.url).href;
  const script = `import { surveyEngines } from ${JSON.stringify(module)}; await surveyEngines();`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
