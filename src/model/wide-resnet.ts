import type { Tensor4D } from '@tensorflow/tfjs-core';
import { globalAveragePool } from '../engine/ops/global-average-pool.ts';
import { tf } from '../engine/tf.ts';
import { convolutionBuilder } from './builder.ts';
import type { ConvolutionLayer, Model, ModelShape, NormLayer } from './model.ts';

/** The wide residual network's parts: activation first, then its two convolutions. */
type Block = {
  norm: NormLayer;
  first: ConvolutionLayer;
  second: ConvolutionLayer;
  /** 1x1, where the number of channels or the size changes. */
  shortcut: ConvolutionLayer | null;
};

/**
 * The wide residual network of Zagoruyko and Komodakis 2016 for small images: 6n + 4 layers, and
 * stages of `width`, 2·width and 4·width times `widening` channels behind a convolution of `width`.
 * Normalisation and ReLU come before each convolution. A shortcut that changes the channels is a 1x1
 * convolution of the activated input, as in the authors' code. No dropout.
 */
export function wideResnet(blocksPerStage: number, widening: number, shape: ModelShape): Model {
  const layer = convolutionBuilder(shape);
  const stem = layer('stem', shape.channels, shape.width, {});
  const blocks: Block[] = [];
  let channels = shape.width;
  for (const stage of [1, 2, 3]) {
    const outChannels = shape.width * widening * 2 ** (stage - 1);
    for (let block = 1; block <= blocksPerStage; block++) {
      const name = `stage${stage}.block${block}`;
      const stride = stage > 1 && block === 1 ? 2 : 1;
      const first = layer(`${name}.conv1`, channels, outChannels, { stride, normalised: true });
      const same = channels === outChannels && stride === 1;
      blocks.push({
        norm: { name: `${name}.norm`, channels },
        first,
        second: layer(`${name}.conv2`, outChannels, outChannels, {}),
        shortcut: same
          ? null
          : { ...first, name: `${name}.shortcut`, filterSize: 1, normalised: false },
      });
      channels = outChannels;
    }
  }
  const last: NormLayer = { name: 'norm', channels };

  return {
    layers: [
      stem,
      ...blocks.flatMap(({ norm, first, second, shortcut }) => [
        ...[norm, first, second],
        ...(shortcut ? [shortcut] : []),
      ]),
      last,
    ],
    features: channels,
    classes: shape.classes,
    forward(pixels, layers) {
      let x = layers.convolve(pixels, stem);
      for (const { norm, first, second, shortcut } of blocks) {
        const active = layers.normaliseRelu(x, norm);
        const inner = layers.convolveNormalise(active, first, { relu: true });
        const passedOn = shortcut ? layers.convolve(active, shortcut) : x;
        x = tf.add<Tensor4D>(layers.convolve(inner, second), passedOn);
      }
      return layers.classify(globalAveragePool(layers.normaliseRelu(x, last)));
    },
  };
}
