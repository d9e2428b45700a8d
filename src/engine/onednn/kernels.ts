/** Every kernel that the addon has, under the names and with the inputs and attributes of tfjs. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MixAttributes } from '../ops/mix-images.ts';
import { listOf, type SgdSettings } from '../ops/updates.ts';
import { tf } from '../tf.ts';
import type { OnednnBackend } from './backend.ts';

type Inputs = Record<string, TensorInfo>;

/** Carries out a kernel, or returns null where it has no such case: then it falls back. */
export type NativeKernel<Attributes> = (
  backend: OnednnBackend,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | TensorInfo[] | null;

export type NativeKernels = Record<string, NativeKernel<never>>;

const sizeOf = ({ shape }: TensorInfo) => tf.util.sizeFromShape(shape);
const channelsOf = ({ shape }: TensorInfo) => shape[shape.length - 1];
const rowsOf = (x: TensorInfo) => sizeOf(x) / channelsOf(x);

type Shape4D = [number, number, number, number];

type ConvolutionAttributes = {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
};

/** The sizes in the order of `ConvolutionShape` in the addon; null for what oneDNN does not take. */
function convolutionShape(x: number[], filter: number[], attributes: ConvolutionAttributes) {
  const { strides, pad, dilations = 1, dimRoundingMode, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC' || dimRoundingMode) return null;
  const conv = tf.backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides,
    dilations,
    pad,
  );
  const { top, left, bottom, right } = conv.padInfo;
  const images = [conv.batchSize, conv.inHeight, conv.inWidth, conv.inChannels];
  const filters = [conv.filterHeight, conv.filterWidth];
  const results = [conv.outHeight, conv.outWidth, conv.outChannels];
  const steps = [conv.strideHeight, conv.strideWidth, conv.dilationHeight, conv.dilationWidth];
  if ([...images, ...filters, ...results].some((size) => size < 1)) return null;
  // Grouped convolutions have filters of fewer channels.
  if (filter[2] !== conv.inChannels) return null;
  const padding = [top, left, bottom, right];
  return {
    sizes: Int32Array.of(...images, ...filters, ...results, ...steps, ...padding),
    outShape: conv.outShape,
  };
}

/** Stands for a tensor that is not given. */
const NONE = -1;

const numberIfAny = (backend: OnednnBackend, tensor?: TensorInfo | null) =>
  tensor ? backend.tensorOf(tensor) : NONE;

const convolve: NativeKernel<ConvolutionAttributes & { activation?: string; relu?: boolean }> = (
  backend,
  { x, filter, bias, add, preluActivationWeights },
  attributes,
) => {
  const { activation = 'linear', relu = activation === 'relu' } = attributes;
  const conv = convolutionShape(x.shape, filter.shape, attributes);
  if (!conv || preluActivationWeights || !['linear', 'relu'].includes(activation)) return null;
  if (bias && sizeOf(bias) !== channelsOf(filter)) return null;
  const y = backend.makeOutput(conv.outShape);
  backend.addon.convolve(
    conv.sizes,
    backend.tensorOf(x),
    backend.tensorOf(filter),
    numberIfAny(backend, bias),
    numberIfAny(backend, add),
    backend.tensorOf(y),
    relu,
  );
  return y;
};

type BatchNormAttributes = { epsilon: number; relu: boolean };

type MatmulAttributes = { transposeA: boolean; transposeB: boolean; activation?: string };

const multiply: NativeKernel<MatmulAttributes> = (backend, inputs, attributes) => {
  const { a, b, bias, preluActivationWeights } = inputs;
  const { transposeA, transposeB, activation = 'linear' } = attributes;
  if (preluActivationWeights || activation !== 'linear') return null;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const batchShape = a.shape.slice(0, -2);
  const sameBatch = batchShape.join() === b.shape.slice(0, -2).join();
  if (!sameBatch || sizeOf(a) === 0 || sizeOf(b) === 0) return null;
  const [rows, inner] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
  if (bias && sizeOf(bias) !== columns) return null;
  const result = backend.makeOutput([...batchShape, rows, columns]);
  backend.addon.multiply(
    tf.util.sizeFromShape(batchShape),
    rows,
    inner,
    columns,
    transposeA,
    transposeB,
    backend.tensorOf(a),
    backend.tensorOf(b),
    numberIfAny(backend, bias),
    backend.tensorOf(result),
  );
  return result;
};

/** Also against targets with weights, where they are among the inputs. */
const crossEntropy: NativeKernel<object> = (backend, { logits, labels, targets, weights }) => {
  const [batch, classes] = logits.shape;
  const outputs = [
    backend.makeOutput([]),
    backend.makeOutput([batch]),
    backend.makeOutput([batch]),
    backend.makeOutput([batch], 'int32'),
    backend.makeOutput([batch, classes]),
  ];
  const [meanLoss, loss, confidence, predicted, probabilities] = outputs.map((output) =>
    backend.tensorOf(output),
  );
  backend.addon.softmaxCrossEntropy(
    batch,
    classes,
    backend.tensorOf(logits),
    backend.tensorOf(labels),
    numberIfAny(backend, targets),
    numberIfAny(backend, weights),
    meanLoss,
    loss,
    confidence,
    predicted,
    probabilities,
  );
  return outputs;
};

const crossEntropyGradient: NativeKernel<object> = (backend, inputs) => {
  const { dy, probabilities, labels, targets, weights } = inputs;
  const [batch, classes] = probabilities.shape;
  const dlogits = backend.makeOutput(probabilities.shape);
  backend.addon.softmaxCrossEntropyGradient(
    batch,
    classes,
    backend.tensorOf(dy),
    backend.tensorOf(probabilities),
    backend.tensorOf(labels),
    numberIfAny(backend, targets),
    numberIfAny(backend, weights),
    backend.tensorOf(dlogits),
  );
  return dlogits;
};

const alias = (backend: OnednnBackend, { x }: Inputs) => backend.alias(x, x.shape);

/** Tensor numbers of a list of inputs. */
const numbersOf = (backend: OnednnBackend, list: TensorInfo[]) =>
  Int32Array.from(list, (tensor) => backend.tensorOf(tensor));

const aliases = (backend: OnednnBackend, list: TensorInfo[]) =>
  list.map((tensor) => backend.alias(tensor, tensor.shape));

const define = <Attributes>(kernel: NativeKernel<Attributes>) => kernel as NativeKernel<never>;

export const nativeKernels: NativeKernels = {
  [tf.Identity]: alias,

  [tf.Reshape]: define<{ shape: number[] }>((backend, { x }, { shape }) =>
    backend.alias(x, tf.util.inferFromImplicitShape(shape, sizeOf(x))),
  ),

  [tf.Conv2D]: define(convolve),
  [tf.FusedConv2D]: define(convolve),
  Convolution: define(convolve),
  ConvolutionEvaluate: define(convolve),

  [tf.Conv2DBackpropInput]: define<ConvolutionAttributes & { inputShape: number[] }>(
    (backend, { dy, filter }, attributes) => {
      const conv = convolutionShape(attributes.inputShape, filter.shape, attributes);
      if (!conv) return null;
      const dx = backend.makeOutput(attributes.inputShape);
      backend.addon.convolveBackwardInput(
        conv.sizes,
        backend.tensorOf(dy),
        backend.tensorOf(filter),
        backend.tensorOf(dx),
      );
      return dx;
    },
  ),

  [tf.Conv2DBackpropFilter]: define<ConvolutionAttributes & { filterShape: number[] }>(
    (backend, { x, dy }, attributes) => {
      const conv = convolutionShape(x.shape, attributes.filterShape, attributes);
      if (!conv) return null;
      const df = backend.makeOutput(attributes.filterShape);
      backend.addon.convolveBackwardFilter(
        conv.sizes,
        backend.tensorOf(x),
        backend.tensorOf(dy),
        backend.tensorOf(df),
      );
      return df;
    },
  ),

  [tf.BatchMatMul]: define(multiply),
  [tf._FusedMatMul]: define(multiply),

  [tf.Add]: (backend, { a, b }) => {
    const [large, small] = sizeOf(a) >= sizeOf(b) ? [a, b] : [b, a];
    const repeats = large.shape.slice(large.shape.length - small.shape.length).join();
    const floats = large.dtype === 'float32' && small.dtype === 'float32';
    if (!floats || repeats !== small.shape.join() || sizeOf(small) === 0) return null;
    const sum = backend.makeOutput(large.shape);
    backend.addon.add(
      sizeOf(large),
      sizeOf(small),
      backend.tensorOf(large),
      backend.tensorOf(small),
      backend.tensorOf(sum),
    );
    return sum;
  },

  [tf.Sum]: define<{ axis: number | number[]; keepDims: boolean }>(
    (backend, { x }, { axis, keepDims }) => {
      const axes = tf.util.parseAxisParam(axis, x.shape);
      const leading = axes.every((axis, i) => axis === i) && axes.length > 0;
      if (x.dtype !== 'float32' || !leading || sizeOf(x) === 0) return null;
      const rest = x.shape.slice(axes.length);
      const sum = backend.makeOutput(keepDims ? [...axes.map(() => 1), ...rest] : rest);
      const columns = sizeOf(sum);
      backend.addon.sumRows(
        sizeOf(x) / columns,
        columns,
        backend.tensorOf(x),
        backend.tensorOf(sum),
      );
      return sum;
    },
  ),

  BatchNorm: define<BatchNormAttributes>((backend, { x, scale, offset, add }, attributes) => {
    const y = backend.makeOutput(x.shape);
    const mean = backend.makeOutput(scale.shape);
    const variance = backend.makeOutput(scale.shape);
    backend.addon.batchNorm(
      rowsOf(x),
      channelsOf(x),
      attributes.epsilon,
      attributes.relu,
      backend.tensorOf(x),
      backend.tensorOf(scale),
      backend.tensorOf(offset),
      numberIfAny(backend, add),
      backend.tensorOf(y),
      backend.tensorOf(mean),
      backend.tensorOf(variance),
    );
    return [y, mean, variance];
  }),

  BatchNormEvaluate: define<BatchNormAttributes>((backend, inputs, { epsilon, relu }) => {
    const { x, scale, offset, mean, variance, add } = inputs;
    const y = backend.makeOutput(x.shape);
    backend.addon.batchNormEvaluate(
      rowsOf(x),
      channelsOf(x),
      epsilon,
      relu,
      backend.tensorOf(x),
      backend.tensorOf(scale),
      backend.tensorOf(offset),
      backend.tensorOf(mean),
      backend.tensorOf(variance),
      numberIfAny(backend, add),
      backend.tensorOf(y),
    );
    return y;
  }),

  BatchNormGradient: define<BatchNormAttributes & { add: boolean; frozen: boolean }>(
    (backend, { dy, x, y, scale, mean, variance }, { epsilon, relu, add, frozen }) => {
      const dx = backend.makeOutput(x.shape);
      const dscale = backend.makeOutput(scale.shape);
      const doffset = backend.makeOutput(scale.shape);
      const dadd = add && relu ? backend.makeOutput(x.shape) : null;
      backend.addon.batchNormGradient(
        rowsOf(x),
        channelsOf(x),
        epsilon,
        relu,
        frozen,
        backend.tensorOf(dy),
        backend.tensorOf(x),
        backend.tensorOf(y),
        backend.tensorOf(scale),
        backend.tensorOf(mean),
        backend.tensorOf(variance),
        backend.tensorOf(dx),
        backend.tensorOf(dscale),
        backend.tensorOf(doffset),
        numberIfAny(backend, dadd),
      );
      const gradients = [dx, dscale, doffset];
      return add ? [...gradients, dadd ?? backend.alias(dy, dy.shape)] : gradients;
    },
  ),

  FoldBatchNorm: define<{ epsilon: number }>((backend, inputs, { epsilon }) => {
    const { filter, scale, offset, mean, variance } = inputs;
    const folded = backend.makeOutput(filter.shape);
    const bias = backend.makeOutput(offset.shape);
    backend.addon.foldBatchNorm(
      rowsOf(filter),
      channelsOf(filter),
      epsilon,
      backend.tensorOf(filter),
      backend.tensorOf(scale),
      backend.tensorOf(offset),
      backend.tensorOf(mean),
      backend.tensorOf(variance),
      backend.tensorOf(folded),
      backend.tensorOf(bias),
    );
    return [folded, bias];
  }),

  SoftmaxCrossEntropy: define(crossEntropy),
  SoftmaxCrossEntropyGradient: define(crossEntropyGradient),
  WeightedSoftmaxCrossEntropy: define(crossEntropy),
  WeightedSoftmaxCrossEntropyGradient: define(crossEntropyGradient),

  GlobalAveragePool: define<{ shape: number[] }>((backend, { x }, { shape }) => {
    const [batch, height, width, channels] = shape;
    const y = backend.makeOutput([batch, channels]);
    backend.addon.globalAveragePool(
      batch,
      height * width,
      channels,
      backend.tensorOf(x),
      backend.tensorOf(y),
    );
    return y;
  }),

  GlobalAveragePoolGradient: define<{ shape: number[] }>((backend, { dy }, { shape }) => {
    const [batch, height, width, channels] = shape;
    const dx = backend.makeOutput(shape);
    backend.addon.globalAveragePoolGradient(
      batch,
      height * width,
      channels,
      backend.tensorOf(dy),
      backend.tensorOf(dx),
    );
    return dx;
  }),

  MixImages: define<MixAttributes>((backend, { x, partner }, { share, box }) => {
    const [batch, height, width, channels] = x.shape;
    const y = backend.makeOutput(x.shape);
    backend.addon.mixImages(
      ...([batch, height, width, channels, share] as const),
      box ? Int32Array.of(box.top, box.left, box.height, box.width) : new Int32Array(),
      backend.tensorOf(x),
      backend.tensorOf(partner),
      backend.tensorOf(y),
    );
    return y;
  }),

  SgdUpdate: define<SgdSettings & { learningRate: number }>((backend, inputs, attributes) => {
    const weights = listOf(inputs, 'weight');
    const velocities = listOf(inputs, 'velocity');
    backend.addon.sgdUpdate(
      attributes.learningRate,
      attributes.momentum,
      attributes.weightDecay,
      attributes.nesterov,
      numbersOf(backend, weights),
      numbersOf(backend, listOf(inputs, 'gradient')),
      numbersOf(backend, velocities),
    );
    return [...aliases(backend, weights), ...aliases(backend, velocities)];
  }),

  MovingAverages: define<{ momentum: number; factors: number[] }>(
    (backend, inputs, { momentum, factors }) => {
      const averages = listOf(inputs, 'average');
      backend.addon.movingAverages(
        momentum,
        Float32Array.from(factors),
        numbersOf(backend, averages),
        numbersOf(backend, listOf(inputs, 'value')),
      );
      return aliases(backend, averages);
    },
  ),
};
