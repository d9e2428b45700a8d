/**
 * One engine with one model, in a process of its own: `engine`, `model` and sizes as arguments, then
 * a line of JSON for each command on standard input. "train N" and "forward N" take N steps and tell
 * the seconds; "forwardConvolutions N" and "fastestConvolution N" tell floating-point operations a
 * second of the model's convolutions alone; "details" tells what a step is made of.
 */
import { createInterface } from 'node:readline';
import type { KernelFunc, NamedAttrMap, NamedTensorMap, Rank } from '@tensorflow/tfjs-core';
import { prepareEngine } from '../../../src/engine/engine.ts';
import { fallbacks } from '../../../src/engine/onednn/fallback.ts';
import {
  convolve,
  NO_PADDING,
  type ConvolutionPadding,
} from '../../../src/engine/ops/convolution.ts';
import { tf } from '../../../src/engine/tf.ts';
import { isConvolution } from '../../../src/model/model.ts';
import { models } from '../../../src/model/registry.ts';
import { createLearner } from '../../../src/training/tfjs-learner.ts';
import { workload } from './workload.ts';

const [engine, model, batchSize, size] = process.argv.slice(2);
const { settings, batch } = workload(model, Number(batchSize), Number(size));
await prepareEngine(engine as 'wasm');
const learner = createLearner(settings);

const seconds = async (steps: number, work: () => unknown) => {
  const start = performance.now();
  for (let step = 0; step < steps; step++) await work();
  return (performance.now() - start) / 1000;
};
const train = () => learner.step(batch, 0.01);
const forward = () => learner.forward(batch);

/** A convolution of the model alone, forward or one of its gradients. */
type Convolution = { flops: number; forward: boolean; run: () => void };

function convolutions(): Convolution[] {
  const layers = models[settings.model](settings).layers.filter(isConvolution);
  return layers.flatMap((layer): Convolution[] => {
    const { filterSize, inChannels, outChannels, stride, outHeight, outWidth } = layer;
    const filterShape: [number, number, number, number] = [
      ...([filterSize, filterSize] as const),
      ...([inChannels, outChannels] as const),
    ];
    const pad = filterSize === 1 ? NO_PADDING : ONE_PIXEL;
    const flops =
      2 * Number(batchSize) * filterSize ** 2 * inChannels * outChannels * outHeight * outWidth;
    const x = tf.randomNormal<Rank.R4>([
      ...([Number(batchSize), outHeight * stride] as const),
      ...([outWidth * stride, inChannels] as const),
    ]);
    const filter = tf.randomNormal<Rank.R4>(filterShape);
    const dy = convolve(x, filter, stride, pad);
    const attributes = { strides: stride, pad, dataFormat: 'NHWC', dilations: 1 };
    const gradient = (name: string, inputs: NamedTensorMap, more: NamedAttrMap) => ({
      flops,
      forward: false,
      run: () => tf.dispose(tf.engine().runKernel(name, inputs, { ...attributes, ...more })),
    });
    return [
      { flops, forward: true, run: () => convolve(x, filter, stride, pad).dispose() },
      gradient(tf.Conv2DBackpropFilter, { x, dy }, { filterShape }),
      // Pixels need no gradient.
      ...(layer.name === 'stem'
        ? []
        : [gradient(tf.Conv2DBackpropInput, { dy, filter }, { inputShape: x.shape })]),
    ];
  });
}
const ONE_PIXEL: ConvolutionPadding = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

/** Seconds of each kernel in one step, kernels within kernels counted with the outer one. */
async function kernelSeconds(): Promise<Record<string, number>> {
  const spent: Record<string, number> = {};
  let depth = 0;
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const replace = (kernelName: string, kernelFunc: KernelFunc) => {
    const kernel = { ...tf.getKernel(kernelName, tf.getBackend()), kernelFunc };
    tf.unregisterKernel(kernelName, tf.getBackend());
    tf.registerKernel(kernel);
  };
  for (const { kernelName, kernelFunc } of kernels)
    replace(kernelName, (args) => {
      const start = performance.now();
      depth++;
      try {
        return kernelFunc(args);
      } finally {
        depth--;
        if (depth === 0)
          spent[kernelName] = (spent[kernelName] ?? 0) + (performance.now() - start) / 1000;
      }
    });
  const whole = await seconds(1, train);
  for (const { kernelName, kernelFunc } of kernels) replace(kernelName, kernelFunc);
  const inKernels = Object.values(spent).reduce((sum, value) => sum + value, 0);
  return { ...spent, 'between kernels': whole - inKernels };
}

async function details() {
  fallbacks.clear();
  await train();
  await forward();
  const fallbackOps = [...fallbacks.values()].reduce((sum, count) => sum + count, 0);
  return {
    fallbackOps,
    kernelSeconds: await kernelSeconds(),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

await train();
await forward();
const made = convolutions();
const forwards = made.filter((convolution) => convolution.forward);
for (const { run } of made) run();
const rates: { convolution: Convolution; rate: number }[] = [];
for (const convolution of made)
  rates.push({ convolution, rate: convolution.flops / (await seconds(3, convolution.run)) });
const fastest = rates.toSorted((a, b) => b.rate - a.rate)[0].convolution;

/** Floating-point operations a second of some convolutions, run one after the other. */
const rateOf = async (steps: number, some: Convolution[]) =>
  (steps * some.reduce((sum, { flops }) => sum + flops, 0)) /
  (await seconds(steps, () => some.forEach(({ run }) => run())));

const commands: Record<string, (steps: number) => Promise<unknown>> = {
  train: (steps) => seconds(steps, train),
  forward: (steps) => seconds(steps, forward),
  forwardConvolutions: (steps) => rateOf(steps, forwards),
  fastestConvolution: (steps) => rateOf(20 * steps, [fastest]),
  details,
};
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [command, steps] = line.split(' ');
  console.log(JSON.stringify(await commands[command](Number(steps))));
}
