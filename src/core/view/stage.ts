/** A part of the training in which every image is shown in the same way. */
export type ViewStage = {
  /** Passes over the data set, at least 1. */
  epochs: number;
  /** Where the stage begins on the learning-rate curve, in epochs of its own horizon. */
  startEpoch: number;
  /** In how many epochs of this stage the whole curve would be passed through. */
  horizonEpochs: number;
  /** Pixels of a side that are shown. */
  bandwidth: number;
  /** Of random augmentation, on RandAugment's scale of 0 to 10; null where it is not scheduled. */
  magnitude: number | null;
};

/** The papers of views state their bandwidths for images of 224 pixels a side. */
export const PAPER_SIZE = 224;

/** Two halvings of a multiple of 4 come out even, and so does the crop of a spectrum. */
const STEP = 4;

/**
 * The multiple of 4 that is nearest to `side`, of at least 4 pixels, and the greater of two; the whole
 * of an image is `size`. The small term keeps a share of a side that was rounded from being less.
 */
export const snapped = (side: number, size: number): number =>
  side >= size ? size : Math.min(Math.max(STEP, STEP * Math.round(side / STEP + 1e-9)), size);

/** A paper's bandwidth, stated for 224 pixels, for images of `size` pixels. */
export const scaledBandwidth = (bandwidth: number, size: number): number =>
  snapped((bandwidth * size) / PAPER_SIZE, size);

/** The whole image in every one of `epochs` epochs. */
export const wholeImages = (epochs: number, size: number): ViewStage[] => [
  { epochs, startEpoch: 0, horizonEpochs: epochs, bandwidth: size, magnitude: null },
];
