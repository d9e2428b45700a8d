import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  Conv2DBackpropInputAttrs,
  Conv2DBackpropInputInputs,
  KernelConfig,
  KernelFunc,
  Tensor3D,
  Tensor4D,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { heapView } from './heap.ts';

/**
 * The gradient of a convolution with respect to its input, as convolutions of dy: the stock kernel
 * takes about 15 times as long as a Conv2D of the same size.
 *
 * With stride s, filter f and padding p before, x[i] meets f[k] in y[o] where s·o + k = i + p. Take
 * the rows i = s·q + r of one phase r, and write o = q + u: then k = r + p - s·u, the same for all
 * q. So each phase is a stride-1 convolution of dy with the filter's taps r + p - s·u, and the
 * phases interleave to dx. Phases along the width are channels of one convolution, which leaves
 * them interleaved in memory; phases along the height are convolutions of their own.
 */
function conv2dBackpropInput(args: {
  inputs: Conv2DBackpropInputInputs;
  backend: BackendWasm;
  attrs: Conv2DBackpropInputAttrs;
}): TensorInfo {
  const { inputs, backend, attrs } = args;
  const dy = inputs.dy as Tensor4D;
  const filter = inputs.filter as Tensor4D;
  const conv = tf.backend_util.computeConv2DInfo(
    attrs.inputShape,
    filter.shape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const rowsOfPhase = Math.ceil(conv.inHeight / conv.strideHeight);
  const columnsOfPhase = Math.ceil(conv.inWidth / conv.strideWidth);
  const columns = shifts(
    conv.filterWidth,
    conv.strideWidth,
    conv.padInfo.left,
    columnsOfPhase - conv.outWidth,
    0,
    conv.strideWidth - 1,
  );

  return tf.tidy(() => {
    const phases = Array.from({ length: conv.strideHeight }, (_, phase) => {
      const rows = shifts(
        conv.filterHeight,
        conv.strideHeight,
        conv.padInfo.top,
        rowsOfPhase - conv.outHeight,
        phase,
        phase,
      );
      const taps = phaseFilter(backend, filter, conv, phase, rows, columns);
      return tf.conv2d(dy, taps, 1, [
        [0, 0],
        [-rows.first, rows.last + rowsOfPhase - conv.outHeight],
        [-columns.first, columns.last + columnsOfPhase - conv.outWidth],
        [0, 0],
      ]);
    });
    const rowSize = columnsOfPhase * conv.strideWidth * conv.inChannels;
    const lines = phases.map((phase) => tf.reshape(phase, [conv.batchSize * rowsOfPhase, rowSize]));
    const interleaved: Tensor3D = tf.reshape(lines.length === 1 ? lines[0] : tf.concat(lines, 1), [
      conv.batchSize,
      rowsOfPhase * conv.strideHeight,
      rowSize,
    ]);
    const size: [number, number, number] = [
      conv.batchSize,
      conv.inHeight,
      conv.inWidth * conv.inChannels,
    ];
    const whole = interleaved.shape.every((length, axis) => length === size[axis]);
    return tf.reshape(whole ? interleaved : tf.slice(interleaved, [0, 0, 0], size), conv.inShape);
  });
}

/** From `first` (at most 0) to `last`, the shifts u between q and o that any of the phases uses. */
type Shifts = { first: number; last: number };

/**
 * The shifts u for which some phase r in `from` … `to` has a tap 0 <= r + padBefore - stride·u <
 * taps. The range is widened, with taps of 0, so that the padding of dy is never negative;
 * `excess` is how many lines a phase has more than dy.
 */
function shifts(
  taps: number,
  stride: number,
  padBefore: number,
  excess: number,
  from: number,
  to: number,
): Shifts {
  return {
    first: Math.min(0, Math.ceil((from + padBefore - taps + 1) / stride)),
    last: Math.max(0, -excess, Math.floor((to + padBefore) / stride)),
  };
}

type Convolution = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The filter of one row phase: [row shifts, column shifts, channels of y, column phases · channels of x]. */
function phaseFilter(
  backend: BackendWasm,
  filter: Tensor4D,
  conv: Convolution,
  rowPhase: number,
  rows: Shifts,
  columns: Shifts,
): Tensor4D {
  const { inChannels, outChannels, strideHeight, strideWidth, filterHeight, filterWidth } = conv;
  const height = rows.last - rows.first + 1;
  const width = columns.last - columns.first + 1;
  const values = new Float32Array(height * width * outChannels * strideWidth * inChannels);
  const source = heapView(backend, filter);
  for (let row = 0; row < height; row++) {
    const tapRow = rowPhase + conv.padInfo.top - strideHeight * (row + rows.first);
    if (tapRow < 0 || tapRow >= filterHeight) continue;
    for (let column = 0; column < width; column++) {
      for (let phase = 0; phase < strideWidth; phase++) {
        const tapColumn = phase + conv.padInfo.left - strideWidth * (column + columns.first);
        if (tapColumn < 0 || tapColumn >= filterWidth) continue;
        const tap = (tapRow * filterWidth + tapColumn) * inChannels * outChannels;
        const place = (row * width + column) * outChannels * strideWidth * inChannels;
        for (let out = 0; out < outChannels; out++) {
          const target = place + (out * strideWidth + phase) * inChannels;
          for (let c = 0; c < inChannels; c++)
            values[target + c] = source[tap + c * outChannels + out];
        }
      }
    }
  }
  return tf.tensor4d(values, [height, width, outChannels, strideWidth * inChannels]);
}

export const conv2dBackpropInputKernel: KernelConfig = {
  kernelName: tf.Conv2DBackpropInput,
  backendName: 'wasm',
  kernelFunc: conv2dBackpropInput as unknown as KernelFunc,
};
