import { randomStream } from '../core/random/stream.ts';
import { isConvolution, type ConvolutionLayer, type Model, type NormLayer } from './model.ts';

/** One array of a model's state, and what it holds before the first step. */
export type StateDescription = {
  name: string;
  shape: number[];
  initial: 'zeros' | 'ones' | { heNormal: { fanIn: number } };
};

/** What training changes by gradients, in a fixed order. */
export function weightsOf(model: Model): StateDescription[] {
  return [
    ...model.layers.flatMap((layer) => [
      ...(isConvolution(layer) ? [filterOf(layer)] : []),
      ...normOf(layer, (name, shape): StateDescription[] => [
        { name: `${name}.scale`, shape, initial: 'ones' },
        { name: `${name}.offset`, shape, initial: 'zeros' },
      ]),
    ]),
    {
      name: 'dense.kernel',
      shape: [model.features, model.classes],
      initial: { heNormal: { fanIn: model.features } },
    },
    { name: 'dense.bias', shape: [model.classes], initial: 'zeros' },
  ];
}

/** The running statistics of every batch normalisation, in a fixed order. */
export const statisticsOf = (model: Model): StateDescription[] =>
  model.layers.flatMap((layer) =>
    normOf(layer, (name, shape): StateDescription[] => [
      { name: `${name}.mean`, shape, initial: 'zeros' },
      { name: `${name}.variance`, shape, initial: 'ones' },
    ]),
  );

function filterOf(layer: ConvolutionLayer): StateDescription {
  const { name, filterSize, inChannels, outChannels } = layer;
  return {
    name: `${name}.filter`,
    shape: [filterSize, filterSize, inChannels, outChannels],
    initial: { heNormal: { fanIn: filterSize * filterSize * inChannels } },
  };
}

/** What a layer's batch normalisation has, if there is one. */
function normOf(
  layer: ConvolutionLayer | NormLayer,
  describe: (name: string, shape: number[]) => StateDescription[],
): StateDescription[] {
  if (!isConvolution(layer)) return describe(layer.name, [layer.channels]);
  return layer.normalised ? describe(layer.name, [layer.outChannels]) : [];
}

export const sizeOf = ({ shape }: StateDescription): number =>
  shape.reduce((product, length) => product * length, 1);

/**
 * The values before the first step. He-normal is a normal distribution with variance 2 / fan-in (He
 * et al. 2015); `index` is the array's place among the model's weights and keys its random stream.
 */
export function initialValues(
  description: StateDescription,
  seed: number,
  index: number,
): Float32Array {
  const values = new Float32Array(sizeOf(description));
  const { initial } = description;
  if (initial === 'zeros') return values;
  if (initial === 'ones') return values.fill(1);
  const deviation = Math.sqrt(2 / initial.heNormal.fanIn);
  const random = randomStream({ seed, purpose: 'weights', index });
  return values.map(() => deviation * random.normal());
}
