import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { prepareEngine, surveyEngines } from '../../src/engine/engine.ts';
import { onednn } from '../../src/engine/onednn/onednn.ts';
import { engines } from '../../src/engine/registry.ts';
import { tf } from '../../src/engine/tf.ts';
import { describeOnednn, onednnMissing, usableEngines } from './usable.ts';

const { Conv2DBackpropFilter } = tf;
await prepareEngine('wasm');
const kernel = tf.getKernel(Conv2DBackpropFilter, 'wasm');

function replaceKernel(kernelFunc: typeof kernel.kernelFunc): void {
  tf.unregisterKernel(Conv2DBackpropFilter, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc });
}

afterEach(() => {
  replaceKernel(kernel.kernelFunc);
  vi.restoreAllMocks();
});

const makeWasmWrong = () =>
  replaceKernel((args) => {
    const gradient = kernel.kernelFunc(args) as TensorInfo;
    (args.backend as BackendWasm).typedArrayFromHeap(gradient)[0] += 1;
    return gradient;
  });

/** As on a machine without oneDNN. */
const makeOnednnMissing = () =>
  vi.spyOn(onednn, 'prepare').mockRejectedValue(new Error('It is not built here.'));

/** What "auto" says of an onednn that does not start. */
const withoutOnednn = (reason: string) =>
  `It is the fastest engine that works here. onednn was passed over: ${reason}`;

test.each(usableEngines)('the engine $name becomes the backend when asked for', async (engine) => {
  expect(await prepareEngine(engine.name)).toEqual({
    name: engine.name,
    reason: 'It was asked for by name.',
  });
  expect(tf.getBackend()).toBe(engine.name);
});

test('engines are tried in the order of their speed', () => {
  expect(engines.map(({ name }) => name)).toEqual(['onednn', 'wasm', 'cpu']);
});

test('"auto" takes the first engine that starts and says why', async () => {
  const chosen = await prepareEngine('auto');
  expect(chosen).toEqual(
    onednnMissing === null
      ? { name: 'onednn', reason: 'It is the fastest engine that works here.' }
      : { name: 'wasm', reason: withoutOnednn(onednnMissing) },
  );
  expect(tf.getBackend()).toBe(chosen.name);
});

test('"auto" takes wasm where oneDNN is missing, and says what is missing', async () => {
  makeOnednnMissing();
  expect(await prepareEngine('auto')).toEqual({
    name: 'wasm',
    reason: withoutOnednn('It is not built here.'),
  });
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
  makeOnednnMissing();
  makeWasmWrong();
  const { name, reason } = await prepareEngine('auto');
  expect(name).toBe('cpu');
  expect(reason).toMatch(/wasm was passed over: The .* differs from the reference/);
});

test.each(engines)('a $name that cannot start is unavailable with the reason', async (engine) => {
  vi.spyOn(engine, 'prepare').mockRejectedValue(new Error('its file is missing'));
  await expect(prepareEngine(engine.name)).rejects.toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringContaining('its file is missing.'),
  });
});

test('the survey lists every engine and the one that "auto" takes', async () => {
  const survey = await surveyEngines();
  expect(survey.engines.map(({ name, usable }) => [name, usable])).toEqual(
    engines.map((engine) => [engine.name, usableEngines.includes(engine)]),
  );
  expect(survey.chosen.name).toBe(usableEngines[0].name);
});

test('the survey says why an engine is not usable', async () => {
  makeOnednnMissing();
  makeWasmWrong();
  const survey = await surveyEngines();
  expect(survey.engines[0]).toEqual({
    name: 'onednn',
    usable: false,
    reason: 'It is not built here.',
  });
  expect(survey.engines[1]).toMatchObject({ name: 'wasm', usable: false });
  expect(survey.engines[1].reason).toContain('differs from the reference');
  expect(survey.chosen.name).toBe('cpu');
});

describe.each(usableEngines)('the self-test of $name', ({ name }) => {
  test('leaves no tensor behind', async () => {
    await prepareEngine(name);
    const before = tf.memory().numTensors;
    await prepareEngine(name);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Runs a script that imports engine.ts in a process of its own. */
function runScript(body: string, env: Record<string, string> = {}) {
  const module = new URL('../../src/engine/engine.ts', import.meta.url).href;
  const script = `import * as engine from ${JSON.stringify(module)};\n${body}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, ...env } },
  );
  return { status, stdout, stderr };
}

test('preparing an engine prints nothing', () => {
  expect(runScript('await engine.surveyEngines();')).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
});

const tryOnednn = `
  const found = await engine.prepareEngine('onednn').catch(({ code, message }) => ({ code, message }));
  console.log(JSON.stringify(found));
`;

test('an addon that is not there makes onednn unavailable, and "auto" takes wasm', () => {
  const { status, stdout, stderr } = runScript(
    `${tryOnednn} console.log((await engine.prepareEngine('auto')).name);`,
    { MIKKE_ONEDNN: '/no/such/onednn.node' },
  );
  const [failure, chosen] = stdout.trim().split('\n');
  expect(JSON.parse(failure)).toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringContaining('It is '),
  });
  expect({ status, chosen, stderr }).toEqual({ status: 0, chosen: 'wasm', stderr: '' });
});

test('a broken addon makes onednn unavailable with the loader’s words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const addon = join(folder, 'onednn.node');
  writeFileSync(addon, 'this is no library');
  const { status, stdout } = runScript(tryOnednn, { MIKKE_ONEDNN: addon });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringContaining('onednn.node'),
  });
});

describeOnednn('the number of threads', () => {
  test.each(['0', 'many', '100000'])('"%s" is refused with a sentence', (threads) => {
    const { status, stdout } = runScript(tryOnednn, { MIKKE_THREADS: threads });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining(
        `MIKKE_THREADS is "${threads}", where a whole number from 1 to 1024 is wanted.`,
      ),
    });
  });
});
