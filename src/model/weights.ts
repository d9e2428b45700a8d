import { randomStream } from '../core/random/stream.ts';
import type { Model } from './model.ts';

/** One array of a model's state, and what it holds before the first step. */
export type StateDescription = {
  name: string;
  shape: number[];
  initial: 'zeros' | 'ones' | { heNormal: { fanIn: number } };
};

/** What training changes by gradients, in a fixed order. */
export function weightsOf(model: Model): StateDescription[] {
  return [
    ...model.convolutions.flatMap(({ name, inChannels, outChannels }): StateDescription[] => [
      {
        name: `${name}.filter`,
        shape: [3, 3, inChannels, outChannels],
        initial: { heNormal: { fanIn: 9 * inChannels } },
      },
      { name: `${name}.scale`, shape: [outChannels], initial: 'ones' },
      { name: `${name}.offset`, shape: [outChannels], initial: 'zeros' },
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
export function statisticsOf(model: Model): StateDescription[] {
  return model.convolutions.flatMap(({ name, outChannels }): StateDescription[] => [
    { name: `${name}.mean`, shape: [outChannels], initial: 'zeros' },
    { name: `${name}.variance`, shape: [outChannels], initial: 'ones' },
  ]);
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
