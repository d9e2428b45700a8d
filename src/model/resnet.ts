import type { Tensor4D } from '@tensorflow/tfjs-core';
import { convolve, NO_PADDING } from '../engine/ops/convolution.ts';
import { globalAveragePool } from '../engine/ops/global-average-pool.ts';
import { tf } from '../engine/tf.ts';
import { convolutionBuilder } from './builder.ts';
import type { ConvolutionLayer, Model, ModelShape } from './model.ts';

/**
 * The residual network for small images of He et al. 2015, section 4.2: 6n + 2 layers. One
 * convolution, three stages of n blocks with width, 2·width and 4·width channels, a stride of 2
 * into the second and the third stage, global average pooling, and one dense layer. Shortcuts are
 * the paper's option A: they have no weights, and where a stage begins they take every second pixel
 * and fill the new channels with zeros.
 */
export function resnet(blocksPerStage: number, shape: ModelShape): Model {
  const layer = convolutionBuilder(shape);
  const stem = layer('stem', shape.channels, shape.width, { normalised: true });
  const blocks: { first: ConvolutionLayer; second: ConvolutionLayer }[] = [];
  let channels = shape.width;
  for (const stage of [1, 2, 3]) {
    for (let block = 1; block <= blocksPerStage; block++) {
      const begins = stage > 1 && block === 1;
      const outChannels = begins ? 2 * channels : channels;
      const name = `stage${stage}.block${block}`;
      blocks.push({
        first: layer(`${name}.conv1`, channels, outChannels, {
          stride: begins ? 2 : 1,
          normalised: true,
        }),
        second: layer(`${name}.conv2`, outChannels, outChannels, { normalised: true }),
      });
      channels = outChannels;
    }
  }

  return {
    layers: [stem, ...blocks.flatMap(({ first, second }) => [first, second])],
    features: channels,
    classes: shape.classes,
    forward(pixels, layers) {
      let x = layers.convolveNormalise(pixels, stem, { relu: true });
      for (const { first, second } of blocks) {
        const inner = layers.convolveNormalise(x, first, { relu: true });
        const add = shortcut(x, first);
        x = layers.convolveNormalise(inner, second, { relu: true, add });
      }
      return layers.classify(globalAveragePool(x));
    },
  };
}

/**
 * Option A, as a 1x1 convolution with a constant filter: fast on every engine, forward and
 * backward, where strided slices are not; and exact, for every output is one input times 1.
 */
function shortcut(x: Tensor4D, { inChannels, outChannels, stride }: ConvolutionLayer): Tensor4D {
  if (stride === 1) return x;
  const before = Math.floor((outChannels - inChannels) / 2);
  const taps = new Float32Array(inChannels * outChannels);
  for (let c = 0; c < inChannels; c++) taps[c * outChannels + before + c] = 1;
  const filter = tf.tensor4d(taps, [1, 1, inChannels, outChannels]);
  return convolve(x, filter, stride, NO_PADDING);
}
