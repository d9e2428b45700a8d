import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpu } from '../cpu.ts';
import type { Engine } from '../definition.ts';
import { tf } from '../tf.ts';
import { loadAddon, type Addon } from './addon.ts';
import { OnednnBackend } from './backend.ts';
import { fallbackKernel, fallbacks, referenceKernelNames } from './fallback.ts';
import { nativeKernels, type NativeKernel } from './kernels.ts';

/** As many as the addon takes. */
const MOST_THREADS = 1024;

let addon: Addon | undefined;

/** tfjs on oneDNN, the library below PyTorch's and TensorFlow's own CPU kernels. */
export const onednn: Engine = {
  name: 'onednn',
  get description() {
    if (!addon) return 'oneDNN on all cores of this machine.';
    const { major, minor, patch, threads } = addon.about();
    const times = [...fallbacks.values()].reduce((sum, count) => sum + count, 0);
    return (
      `oneDNN ${major}.${minor}.${patch} on ${threads} ${threads === 1 ? 'thread' : 'threads'}. ` +
      `Operations of its self-test that fell back to plain JavaScript: ${times}.`
    );
  },
  async prepare() {
    addon ??= await install();
    fallbacks.clear();
    await tf.setBackend('onednn');
  },
};

async function install(): Promise<Addon> {
  const addon = loadAddon();
  useThreads(addon);
  // Its kernels are what falls back.
  await cpu.prepare();
  tf.registerBackend('onednn', () => new OnednnBackend(addon));
  for (const name of new Set([...Object.keys(nativeKernels), ...referenceKernelNames()])) {
    const native = nativeKernels[name] as NativeKernel<unknown> | undefined;
    const fallback = fallbackKernel(name);
    const kernelFunc: KernelFunc = ({ inputs, attrs = {}, backend }) => {
      const ours = backend as OnednnBackend;
      const result = native?.(ours, inputs as Record<string, TensorInfo>, attrs);
      if (result) return result;
      if (fallback) return fallback(ours, inputs, attrs);
      throw new Error(`The engine onednn has no kernel ${name} for these tensors.`);
    };
    tf.registerKernel({ kernelName: name, backendName: 'onednn', kernelFunc });
  }
  return addon;
}

/** As many threads as MIKKE_THREADS says, or one a core. @throws Error for what is no such number */
function useThreads(addon: Addon): void {
  const asked = process.env['MIKKE_THREADS'];
  if (asked === undefined || asked === '') return;
  const count = Number(asked);
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS)
    throw new Error(
      `MIKKE_THREADS is "${asked}", where a whole number from 1 to ${MOST_THREADS} is wanted.`,
    );
  addon.setThreads(count);
}
