import type { Recipe } from '../recipe/recipe.ts';
import type { Share } from '../schedule/defaults.ts';
import type { Clock, FullSchedule } from '../schedule/schedule.ts';

/** Where a figure is from: released code, a released log, a table drawn as an image, an abstract. */
export type Evidence = 'code' | 'log' | 'figure' | 'abstract';

export const evidenceWords: Record<Evidence, string> = {
  code: 'released with the code',
  log: 'computed from a released log',
  figure: 'read from a table in a picture',
  abstract: 'stated in the abstract',
};

export type PaperFigure = { what: string; value: string; evidence: Evidence; source: string };

export type PaperModel = {
  name: string;
  /** What the recipe's setting `model` would call it. */
  id: string;
};

/** A method with its settings, published or saved, to be scaled to any number of epochs and size of images. */
export type Template = {
  name: string;
  title: string;
  /** What it does, in a sentence. */
  summary: string;
  /** Null where a person saved it. */
  source: { title: string; address: string } | null;
  /** As published or saved; null where Mikke's authors found no figure with evidence. */
  published: { epochs: number | null; size: number | null; batchSize: number | null };
  /** Epochs of the plain run that it is compared with, for one epoch of its own clock. */
  baselineEpochs: Share;
  /** What a recipe of `epochs` on the method's clock sets; the peak of the learning rate and the batch size are people's own. */
  settings: (epochs: number) => Partial<Recipe>;
  /** The tracks that its settings do not make, drawn for a recipe of those settings. */
  tracks?: (recipe: Recipe, clock: Clock) => Partial<FullSchedule['tracks']>;
  /** Of these tracks, where it may be another than that of the view policy. */
  clock?: Clock;
  models: readonly PaperModel[];
  /** What else people must know of the method, each a sentence. */
  remarks: readonly string[];
  /** What a run of Mikke lacks for it, apart from models, each a sentence. */
  lacks: readonly string[];
  figures: readonly PaperFigure[];
};
