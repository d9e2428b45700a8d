import type { Output } from '../../src/rpc/contract.ts';

type Facet = Extract<Output<'samples.facets'>[number], { kind: 'values' }>;

/** How many samples of each class the training and the test split have. @param training their facet of classes, of which those of the training split pass */
export const countClasses = (
  training: Pick<Facet, 'passing' | 'all'>,
): { train: number; test: number }[] =>
  Array.from(training.passing, (train, i) => ({ train, test: training.all[i] - train }));
