/** A study to begin with, as the file that `mikke study run` takes. */
export const studyExample = {
  version: 1,
  name: 'hiding',
  base: { dataset: 'mnist', limit: 4000, model: 'resnet8', width: 8, epochs: 5 },
  arms: [
    { name: 'baseline', settings: { policy: 'none' } },
    { name: 'kakurenbo', settings: { policy: 'kakurenbo', hide: 0.3 } },
    { name: 'random control', settings: { policy: 'random' }, match: 'kakurenbo' },
  ],
  seeds: [1, 2, 3, 4, 5],
};
