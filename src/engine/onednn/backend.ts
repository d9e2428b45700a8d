import {
  DataStorage,
  KernelBackend,
  type BackendValues,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { OutOfMemoryError } from '../memory.ts';
import { tf } from '../tf.ts';
import type { Addon, Values } from './addon.ts';

/** Numbers live in the addon's memory; strings and complex numbers, which no kernel takes, here. */
type Entry = { dtype: DataType; references: number } & (
  { tensor: number; size: number } | { values: BackendValues }
);

const typed = {
  float32: { Values: Float32Array, bytes: 4 },
  int32: { Values: Int32Array, bytes: 4 },
  bool: { Values: Uint8Array, bytes: 1 },
};
const isTyped = (dtype: DataType): dtype is keyof typeof typed => dtype in typed;

/** A tfjs backend whose tensors are in native memory. Kernels run at once, on all threads. */
export class OnednnBackend extends KernelBackend {
  readonly addon: Addon;
  readonly #data: DataStorage<Entry>;

  constructor(addon: Addon) {
    super();
    this.addon = addon;
    this.#data = new DataStorage(this, tf.engine());
  }

  /** The addon's number of a tensor. */
  tensorOf({ dataId, dtype }: TensorInfo): number {
    const entry = this.#data.get(dataId);
    if (!('tensor' in entry)) throw new Error(`A tensor of ${dtype} is not in native memory.`);
    return entry.tensor;
  }

  /** A tensor for a kernel to write to. */
  makeOutput(shape: number[], dtype: keyof typeof typed = 'float32'): TensorInfo {
    const size = tf.util.sizeFromShape(shape);
    const dataId = {};
    this.#data.set(dataId, { dtype, references: 1, tensor: this.#allocate(size, dtype), size });
    return { dataId, shape, dtype };
  }

  /** The same data under another shape. */
  alias({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape, dtype };
  }

  #allocate(size: number, dtype: keyof typeof typed): number {
    try {
      return this.addon.allocate(size * typed[dtype].bytes);
    } catch (error) {
      throw (error as { code?: string }).code === 'out-of-memory'
        ? new OutOfMemoryError(size * typed[dtype].bytes, 'the machine gives no more memory')
        : error;
    }
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    if (!isTyped(dtype)) return void this.#data.set(dataId, { dtype, references, values });
    const size = tf.util.sizeFromShape(shape);
    const tensor = this.#allocate(size, dtype);
    const { Values } = typed[dtype];
    this.addon.write(
      tensor,
      values instanceof Values ? values : Values.from(values as ArrayLike<number>),
    );
    this.#data.set(dataId, { dtype, references, tensor, size });
  }

  override readSync(dataId: object): BackendValues {
    const entry = this.#data.get(dataId);
    if (!('tensor' in entry)) return entry.values;
    const values: Values = new typed[entry.dtype as keyof typeof typed].Values(entry.size);
    this.addon.read(entry.tensor, values);
    return values;
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#data.has(dataId)) return true;
    const entry = this.#data.get(dataId);
    entry.references--;
    if (!force && entry.references > 0) return false;
    if ('tensor' in entry) this.addon.release(entry.tensor);
    this.#data.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    this.#data.get(dataId).references++;
  }

  override refCount(dataId: object): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).references : 0;
  }

  override numDataIds(): number {
    return this.#data.numDataIds();
  }

  override memory() {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }
}
