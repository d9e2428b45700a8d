import type { ViewStage } from '../view/stage.ts';

/** A share of the training as a quotient of whole numbers, so that no rounding moves an epoch. */
export type Share = readonly [numerator: number, denominator: number];

/** A value that holds from a share of the training on, until the next one. */
export type Step = { from: Share; value: number };

/** The learning rate as a share of its peak, warm-up apart: half a cosine to 0, or steps. */
export type LearningRateCurve = 'cosine' | readonly Step[];

/** How a template hides samples. */
export type Hiding = {
  /** The hiding policy that decides who. */
  policy: string;
  /** Hide fractions: the most that may be hidden. The first step is from 0 on. */
  steps: readonly Step[];
  /** What the learning rates of a pass, counted from 0, are multiplied by. */
  learningRateFactor: (hideFraction: number, pass: number) => number;
  /**
   * What a pass costs, with a forward pass as 1 unit a sample and a backward pass as 2, and 1 for
   * the pass of a plain run; the least it can be, where not all that may be hidden is.
   */
  cost: (hideFraction: number, pass: number) => number;
  /** Whether that cost is certain, or reached only if all that may be hidden is. */
  costIsCertain: boolean;
};

/** Where a figure is from: released code, a released log, a table drawn as an image, an abstract. */
export type Evidence = 'code' | 'log' | 'figure' | 'abstract';

export type PaperFigure = { what: string; value: string; evidence: Evidence; source: string };

export type PaperModel = {
  name: string;
  /** What the recipe's setting `model` would call it. */
  id: string;
};

/** A method with its published settings, to be scaled to any number of epochs and size of images. */
export type Template = {
  name: string;
  title: string;
  summary: string;
  source: { title: string; address: string };
  /** What `epochs` counts: passes over the data, or the compute of so many passes of whole images. */
  clock: 'epoch' | 'compute';
  /** As published; null where Mikke's authors found no figure with evidence. */
  published: { epochs: number | null; size: number | null };
  /** Epochs of the plain run that it is compared with, for one epoch of its own clock. */
  baselineEpochs: Share;
  views: (epochs: number, size: number) => ViewStage[];
  hiding: ((epochs: number) => Hiding) | null;
  /** Null where the recipe's own stands. */
  learningRate: { peak: number | null; curve: LearningRateCurve } | null;
  /** Samples in a step; null where the recipe's own stands. */
  batchSize: number | null;
  models: readonly PaperModel[];
  /** What else belongs to the method and is not in the stages, each a sentence. */
  remarks: readonly string[];
  /** What a run of Mikke lacks for it, apart from its views, policy and models, each a sentence. */
  lacks: readonly string[];
  figures: readonly PaperFigure[];
};
