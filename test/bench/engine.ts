/**
 * How fast the engines train and evaluate the models, side by side: every contestant is a process of
 * its own and they take turns, so that what else the machine does meets all of them. With a Python
 * that has torch (`--python PATH`), the same networks in PyTorch eager take part, as ratios.
 *
 *   npm run bench -- engine [--engine E] [--model M] [--batch N] [--rounds N] [--python PATH] [--json]
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { modelNames } from '../../src/core/recipe/parameters.ts';
import { surveyEngines } from '../../src/engine/engine.ts';
import { forwardFlops, trainFlops } from '../../src/model/cost.ts';
import { models } from '../../src/model/registry.ts';
import { workload } from './engine/workload.ts';

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    model: { type: 'string', default: 'resnet20' },
    batch: { type: 'string', default: '128' },
    size: { type: 'string', default: '32' },
    rounds: { type: 'string', default: '9' },
    python: { type: 'string', default: process.env['MIKKE_BENCH_PYTHON'] ?? '' },
    json: { type: 'boolean', default: false },
  },
});
const model = modelNames.find((name) => name === options.model);
assert.ok(model, `The models are ${modelNames.join(', ')}.`);
const batch = Number(options.batch);

type Details = {
  fallbackOps: number;
  kernelSeconds: Record<string, number>;
  peakMemoryBytes: number;
};

/** A process that answers each line it is sent with a line. */
async function contestant(name: string, command: string, ...words: string[]) {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} has ended.`);
    return value;
  };
  assert.equal(await next(), 'ready');
  return {
    name,
    // Of each round: images a second, and floating-point operations a second.
    train: [] as number[],
    forward: [] as number[],
    forwardConvolutions: [] as number[],
    fastestConvolution: [] as number[],
    async ask(line: string): Promise<unknown> {
      child.stdin.write(`${line}\n`);
      return JSON.parse(await next());
    },
    end: () => child.stdin.end(),
  };
}
type Contestant = Awaited<ReturnType<typeof contestant>>;

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const sizes = [model, String(batch), options.size];

/** The engines that train at a useful speed, unless one is asked for. */
const survey = (await surveyEngines()).engines;
const engines = survey.filter(({ name, usable }) =>
  options.engine ? name === options.engine : usable && name !== 'cpu',
);
assert.ok(engines.length > 0, `There is no engine ${options.engine}.`);
for (const { name, usable, reason } of engines) assert.ok(usable, `${name}: ${reason}`);

const ours: Contestant[] = [];
for (const { name } of engines)
  ours.push(await contestant(name, process.execPath, file('engine/contestant.ts'), name, ...sizes));
const peers: Contestant[] = [];
if (options.python)
  for (const layout of ['nchw', 'channels-last'])
    peers.push(
      await contestant(
        `torch-${layout}`,
        options.python,
        file('engine/peer.py'),
        ...[layout, ...sizes],
      ),
    );

// As many steps a turn as take half a second, so that a turn is longer than a scheduler's slice.
const all = [...ours, ...peers];
const stepsATurn = new Map<string, number>();
for (const one of all) {
  const once = (await one.ask('train 1')) as number;
  stepsATurn.set(one.name, Math.max(1, Math.min(50, Math.round(0.5 / once))));
}
for (let round = 0; round < Number(options.rounds); round++)
  for (const one of all) {
    const steps = stepsATurn.get(one.name) as number;
    for (const what of ['train', 'forward'] as const)
      one[what].push((steps * batch) / ((await one.ask(`${what} ${steps}`)) as number));
    if (!ours.includes(one)) continue;
    for (const what of ['forwardConvolutions', 'fastestConvolution'] as const)
      one[what].push((await one.ask(`${what} ${steps}`)) as number);
  }

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const round = (value: number, digits = 3) => Number(value.toPrecision(digits));
const shape = models[model](workload(model, 1, Number(options.size)).settings);
const found: { name: string; details: Details }[] = [];
for (const one of ours)
  found.push({ name: one.name, details: (await one.ask('details')) as Details });
for (const one of all) one.end();

/** The median of one list over another, round by round, since both met the same machine then. */
const medianRatio = (a: number[], b: number[]) => median(a.map((value, i) => value / b[i]));

// The machine's limit is the best convolution of oneDNN in the same round, or of what there is.
const { fastestConvolution } = ours.find(({ name }) => name === 'onednn') ?? ours[0];

const results = ours.map((one, i) => {
  const { details } = found[i];
  const trainFlopRates = one.train.map((images) => images * trainFlops(shape));
  const total = Object.values(details.kernelSeconds).reduce((sum, seconds) => sum + seconds, 0);
  return {
    engine: one.name,
    model,
    trainImagesPerSecond: round(median(one.train)),
    forwardImagesPerSecond: round(median(one.forward)),
    trainGflops: round(median(trainFlopRates) / 1e9),
    forwardGflops: round((median(one.forward) * forwardFlops(shape)) / 1e9),
    limitGflops: round(median(fastestConvolution) / 1e9),
    shareOfLimit: round(medianRatio(trainFlopRates, fastestConvolution)),
    forwardConvolutionGflops: round(median(one.forwardConvolutions) / 1e9),
    shareOfForwardConvolutions: round(medianRatio(trainFlopRates, one.forwardConvolutions)),
    fallbackOps: details.fallbackOps,
    peakMemoryBytes: details.peakMemoryBytes,
    shareByKernel: Object.fromEntries(
      Object.entries(details.kernelSeconds)
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, 12)
        .map(([kernel, seconds]) => [kernel, round(seconds / total)]),
    ),
    peers: peers.map((peer) => ({
      name: peer.name,
      trainImagesPerSecond: round(median(peer.train)),
      ratio: round(medianRatio(one.train, peer.train)),
      forwardRatio: round(medianRatio(one.forward, peer.forward)),
    })),
  };
});

for (const { engine, fallbackOps } of results)
  assert.equal(fallbackOps, 0, `${engine} fell back to another backend`);
if (options.json) console.log(JSON.stringify(results.length === 1 ? results[0] : results, null, 2));
else console.dir(results, { depth: null });
