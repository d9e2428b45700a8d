import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropFilterInputs,
  KernelConfig,
  KernelFunc,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { heapView } from './heap.ts';
import { multiply } from './multiply.ts';

/**
 * The gradient of a convolution with respect to its filter, which stock tfjs-backend-wasm lacks.
 *
 * It is a sum of matrix products over the rows of the input. For an input row, `taps` is the matrix
 * [filter width · channels of x, batch · output width] of what each filter column sees; times the
 * output row [batch · output width, channels of y] that a filter row joins it with, it adds to that
 * filter row's gradient. A product of this size stays in the processor's caches, no product has
 * padding in it, and the packing of an output row serves every filter row.
 */
function conv2dBackpropFilter(args: {
  inputs: Conv2DBackpropFilterInputs;
  backend: BackendWasm;
  attrs: Conv2DBackpropFilterAttrs;
}): TensorInfo {
  const { inputs, backend, attrs } = args;
  const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
  const conv = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const sum = new Float32Array(tf.util.sizeFromShape(attrs.filterShape));
  const filterRowSize = sum.length / conv.filterHeight;

  const outputRows = splitRows(backend, dy, conv);
  const taps = backend.makeOutput(
    [conv.filterWidth * conv.inChannels, conv.batchSize * conv.outWidth],
    'float32',
  );
  for (let row = 0; row < conv.inHeight; row++) {
    gatherTaps(backend, x, conv, row, taps);
    for (let filterRow = 0; filterRow < conv.filterHeight; filterRow++) {
      const outputRow = (row + conv.padInfo.top - filterRow) / conv.strideHeight;
      if (!(outputRow in outputRows)) continue;
      const product = multiply(backend, taps, outputRows[outputRow]);
      const part = heapView(backend, product);
      const place = filterRow * filterRowSize;
      for (let i = 0; i < filterRowSize; i++) sum[place + i] += part[i];
      backend.disposeData(product.dataId);
    }
  }
  for (const tensor of [taps, ...outputRows]) backend.disposeData(tensor.dataId);
  return backend.makeOutput(attrs.filterShape, 'float32', undefined, sum);
}

type Shape4D = [number, number, number, number];
type Convolution = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The rows of dy over the whole batch, each a matrix [batch · output width, channels]. */
function splitRows(backend: BackendWasm, dy: TensorInfo, conv: Convolution): TensorInfo[] {
  const { batchSize, outHeight, outWidth, outChannels } = conv;
  const rowSize = outWidth * outChannels;
  return Array.from({ length: outHeight }, (_, row) => {
    const matrix = backend.makeOutput([batchSize * outWidth, outChannels], 'float32');
    const target = heapView(backend, matrix);
    const source = heapView(backend, dy);
    for (let sample = 0; sample < batchSize; sample++) {
      const start = (sample * outHeight + row) * rowSize;
      target.set(source.subarray(start, start + rowSize), sample * rowSize);
    }
    return matrix;
  });
}

/** Writes to `taps` what each filter column sees of an input row; 0 where it sees padding. */
function gatherTaps(
  backend: BackendWasm,
  x: TensorInfo,
  conv: Convolution,
  row: number,
  taps: TensorInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outWidth, strideWidth, filterWidth } = conv;
  const target = heapView(backend, taps);
  const source = heapView(backend, x);
  const matrixWidth = batchSize * outWidth;
  const tapSize = inChannels * matrixWidth;
  for (let tap = 0; tap < filterWidth; tap++) {
    // Column `o` of the output sees column stride·o + shift of the input.
    const shift = tap - conv.padInfo.left;
    if (tap >= strideWidth) {
      // It is the tap of one stride before, one column on; only the last column of a sample is new.
      const before = (tap - strideWidth) * tapSize;
      target.copyWithin(tap * tapSize, before + 1, before + tapSize);
      const last = (outWidth - 1) * strideWidth + shift;
      const seen = last >= 0 && last < inWidth;
      for (let sample = 0; sample < batchSize; sample++) {
        const from = ((sample * inHeight + row) * inWidth + last) * inChannels;
        const to = tap * tapSize + (sample + 1) * outWidth - 1;
        for (let c = 0; c < inChannels; c++)
          target[to + c * matrixWidth] = seen ? source[from + c] : 0;
      }
      continue;
    }
    const first = Math.min(outWidth, Math.max(0, Math.ceil(-shift / strideWidth)));
    const end = Math.max(first, Math.min(outWidth, Math.ceil((inWidth - shift) / strideWidth)));
    const step = strideWidth * inChannels;
    for (let sample = 0; sample < batchSize; sample++) {
      const rowStart =
        ((sample * inHeight + row) * inWidth + first * strideWidth + shift) * inChannels;
      for (let c = 0; c < inChannels; c++) {
        const line = tap * tapSize + c * matrixWidth + sample * outWidth;
        target.fill(0, line, line + first);
        for (let to = line + first, from = rowStart + c; to < line + end; to++, from += step)
          target[to] = source[from];
        target.fill(0, line + end, line + outWidth);
      }
    }
  }
}

export const conv2dBackpropFilterKernel: KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: conv2dBackpropFilter as unknown as KernelFunc,
};
