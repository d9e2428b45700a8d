/** Whatever has no native kernel is computed in plain JavaScript, and counted. */
import type { KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { tf } from '../tf.ts';
import type { OnednnBackend } from './backend.ts';

/** How often each kernel fell back since the last reset. */
export const fallbacks = new Map<string, number>();

type Inputs = Record<string, TensorInfo | undefined> | TensorInfo[];

/** Runs the kernel of the cpu backend: inputs are copied there, and outputs back. */
export type Fallback = (
  native: OnednnBackend,
  inputs: Inputs,
  attrs: NamedAttrMap,
) => TensorInfo | TensorInfo[];

export function fallbackKernel(name: string): Fallback | null {
  const reference = tf.getKernel(name, 'cpu');
  if (!reference) return null;
  return (native, inputs, attrs) => {
    fallbacks.set(name, (fallbacks.get(name) ?? 0) + 1);
    const cpu = tf.findBackend('cpu') as MathBackendCPU;
    const borrowed: TensorInfo[] = [];
    const borrow = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
      const copy = { dataId: cpu.write(native.readSync(dataId), shape, dtype), shape, dtype };
      borrowed.push(copy);
      return copy;
    };
    const copies = Array.isArray(inputs)
      ? inputs.map(borrow)
      : Object.fromEntries(
          Object.entries(inputs)
            .filter((entry): entry is [string, TensorInfo] => Boolean(entry[1]))
            .map(([key, input]) => [key, borrow(input)]),
        );
    try {
      const outputs = reference.kernelFunc({ inputs: copies as never, attrs, backend: cpu });
      const bring = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
        const values = cpu.readSync(dataId);
        cpu.disposeData(dataId);
        return { dataId: native.write(values, shape, dtype), shape, dtype };
      };
      return Array.isArray(outputs) ? outputs.map(bring) : bring(outputs);
    } finally {
      for (const { dataId } of borrowed) cpu.disposeData(dataId);
    }
  };
}

/** The names of every kernel that the cpu backend has. */
export const referenceKernelNames = (): string[] =>
  tf.getKernelsForBackend('cpu').map(({ kernelName }: KernelConfig) => kernelName);
