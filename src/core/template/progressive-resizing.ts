import type { Template } from './template.ts';

export const progressiveResizing: Template = {
  name: 'progressive-resizing',
  title: 'Progressive resizing',
  summary: 'Half the side for half of the epochs, then growing to the whole image at 80 % of them.',
  source: {
    title: 'Progressive resizing, as in MosaicML Composer',
    address: 'https://github.com/mosaicml/composer',
  },
  published: { epochs: null, size: null, batchSize: null },
  baselineEpochs: [1, 1],
  settings: () => ({
    view: 'progressive-resizing',
    initialScale: 0.5,
    growFrom: 0.5,
    wholeFrom: 0.8,
    resampling: 'bilinear',
    policy: 'none',
  }),
  models: [],
  remarks: [
    'An epoch keeps the size at its beginning; Composer resizes by bilinear interpolation or crops, in steps of 4 pixels.',
  ],
  lacks: ['Of Composer’s two ways to make images smaller, crops are not in Mikke.'],
  figures: [],
};
