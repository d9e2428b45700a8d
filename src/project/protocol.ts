/** What a project's client and its worker thread say to each other. Values pass by structured clone. */
import type { ErrorReport } from '../core/errors/error.ts';
import type { DatasetRecord, ImportedDataset } from '../core/record/dataset.ts';
import type { FeatureChunk } from '../core/record/features.ts';
import type {
  Aggregates,
  Dynamics,
  EpochColumns,
  EpochRecord,
  RunRecord,
  SampleHistory,
} from '../core/record/run.ts';
import type { ThumbnailProgress, Thumbnails } from '../core/record/thumbnail.ts';
import type { SavedView } from '../core/query/saved-view.ts';
import type { StudyRecord } from '../core/study/record.ts';
import type { Study } from '../core/study/study.ts';
import type { MapName, Moment, Query } from '../core/query/query.ts';
import type { Selection } from '../core/query/selection.ts';
import type { Recipe } from '../core/recipe/recipe.ts';
import type { Revision } from '../core/schedule/revision.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { Simulation } from '../core/simulate/simulate.ts';
import type { SampleEdit, SampleLabels, TagList } from '../core/record/tags.ts';
import type { DataMap, Overlap, SampleWindow, Sparks } from './browse/browse.ts';
import type { Facet } from './browse/facets.ts';
import type { Neighbours } from './neighbouring.ts';
import type { SimulatedSamples } from './simulating.ts';
import type { Places, Story } from './story.ts';
import type { Twin } from './same-content.ts';
import type { Division, JudgedFold } from './stores/judged-folds.ts';
import type { RunField } from './tally.ts';
import type { NewRun, RunChanges } from './stores/runs.ts';
import type { ScoreName } from './stores/scores.ts';

/**
 * What a project can be asked. Whatever reads may throw project-damaged; whatever writes may throw
 * project-in-use where another process writes, and disk-full, and has then changed nothing.
 */
export type ProjectCalls = {
  /** The data-set version's id; it is added only if the project does not have the same part of it. */
  addDataset(imported: ImportedDataset): number;
  datasets(): (DatasetRecord & { id: number })[];
  dataset(id: number): DatasetRecord & { id: number };
  /** Class numbers by position, training samples first. */
  labels(id: number): Uint16Array;
  /** CONTENT_ID_BYTES a sample. */
  contentIds(id: number): Uint8Array;
  /** Each sample's index in its split's file. */
  sourceIndex(id: number): Uint32Array;

  thumbnails(dataset: number): ThumbnailProgress;
  /** The sample from which on thumbnails are to be made, and those before it that could not be. */
  thumbnailsLeft(dataset: number): { next: number; broken: Uint32Array };
  /** Keeps thumbnails in one transaction; those from `next` on come in order. Atlases that they are made of go. */
  addThumbnails(dataset: number, thumbnails: Thumbnails): void;
  /**
   * Gives samples of a new data-set version, from `start` on, the thumbnails of where they stood in one
   * before it, in one transaction. It ends before the first that has none yet, since they come in
   * order; how many are done with.
   */
  carryThumbnails(from: number, to: number, places: Uint32Array, start: number): number;
  /** Mosaic tiles one after another, black where there is none, and how it stands with each. */
  mosaics(dataset: number, samples: Uint32Array): { states: Uint8Array; pixels: Uint8Array };
  /** JPEG images, number i from `offsets[i]` to `offsets[i + 1]`; empty where there is none. */
  pictures(dataset: number, samples: Uint32Array): { offsets: Uint32Array; data: Uint8Array };
  /** Of an older format: a PNG image of 16 x 16 tiles, of samples 256 n … 256 n + 255; null where there is none. */
  atlas(dataset: number, n: number): Uint8Array | null;

  /** The id of a new run, which is marked as running. */
  createRun(run: NewRun): number;
  /** A status other than running sets when the run finished. @throws run-missing */
  updateRun(id: number, changes: RunChanges): void;
  /**
   * Changes what a run follows from its next epoch on: of a run that trains, from the one after that
   * which is under way. Tracks that are left out stay. @throws run-missing, run-finished,
   * revision-of-study, and what revisedSchedule throws
   */
  reviseRun(id: number, schedule: Schedule, by: string): Revision;
  /** Oldest first. */
  runs(): RunRecord[];
  /** @throws run-missing, as all that follow */
  run(id: number): RunRecord;
  epochs(run: number): EpochRecord[];
  /**
   * Adds the run's next epoch in one transaction, and says how long that took up to the commit, in
   * seconds; this is stored as the record's `seconds.record`. What is revised from then on does not
   * count in the next epoch: `revisions` are those that do.
   */
  recordEpoch(
    run: number,
    record: EpochRecord,
    columns: EpochColumns,
  ): { seconds: number; revisions: Revision[] };
  /** Adds to an epoch's `seconds.record`. */
  addRecordSeconds(run: number, epoch: number, seconds: number): void;
  /** Takes back every epoch after one, with its columns; -1 takes back all. */
  removeEpochsAfter(run: number, epoch: number): void;
  columns(run: number, epoch: number): EpochColumns;
  history(run: number, sample: number): SampleHistory;
  /** A training sample at a recorded epoch, and why it was or was not hidden then. */
  story(run: number, sample: number, epoch: number): Story;
  /** A training sample's place in the order that hides, in every epoch. It lets other requests pass. */
  places(run: number, sample: number): Promise<Places>;
  /**
   * The label of a sample of a data-set version, its name in its source, and the same picture in the
   * other versions.
   */
  sample(dataset: number, sample: number): { label: number; name: string; twins: Twin[] };
  /** One of the columns over all recorded epochs of a run. It lets other requests pass where they are to be counted. */
  runColumn(run: number, field: RunField): Promise<Uint16Array | Float32Array>;
  /** Losses are NaN before the first epoch. */
  aggregates(run: number): Aggregates;
  /** It lets other requests pass where they have to be counted. Numbers are NaN before the first epoch. */
  dynamics(run: number): Promise<Dynamics>;
  /**
   * What another recipe would have hidden in each recorded epoch, and whom in epoch `detail`, where
   * that was replayed. It lets other requests pass. @throws simulation-impossible, and what
   * checkRecipe throws
   */
  simulate(
    run: number,
    recipe: Recipe,
    detail: number | null,
  ): Promise<Simulation & { samples: SimulatedSamples | null }>;

  /** How many samples a query finds, of how many, and the name of their order now. These that follow throw dataset-version-missing, run-missing, epoch-missing, moment-elsewhere and sample-missing. */
  find(query: Query): Promise<{ count: number; total: number; order: string }>;
  /** What there is to be shown of the samples at places `start` to `end`, without that, at `shown` or else at the query's moment. */
  window(query: Query, start: number, end: number, shown: Moment | null): Promise<SampleWindow>;
  /** Where a sample stands in a query's order; null where it is not found. */
  place(query: Query, sample: number): Promise<number | null>;
  /** @throws bad-usage for what is no field with facets */
  facets(query: Query, fields: readonly string[]): Promise<Facet[]>;
  /** By label (rows) and predicted class (columns). */
  confusion(query: Query): Promise<{ classes: number; counts: Uint32Array }>;
  /** A data map of `columns` by `rows` cells, the bottom row first. */
  map(query: Query, map: MapName, columns: number, rows: number): Promise<DataMap>;
  overlap(a: Moment, b: Moment): Overlap;
  /** Losses on the logarithmic axis, 0 to 255, sample by sample. */
  sparks(run: number, samples: Uint32Array): Promise<Sparks>;
  /** The samples that were chosen, in the order of the query. @throws selection-outdated, as what takes a selection does */
  selected(selection: Selection): Promise<Uint32Array>;

  /** Keeps aggregates and weights, and marks the run as finished, in one transaction. */
  finishRun(run: number, weights: Uint8Array): void;
  /** Null until the run is finished. */
  weights(run: number): Uint8Array | null;

  /** How many chunks of the features of a run's samples are there, and whether these are all. */
  features(run: number): { chunks: number; whole: boolean };
  /** Adds the next chunk. */
  addFeatures(run: number, chunk: number, features: FeatureChunk): void;
  /**
   * Up to `count` other samples, of both splits, that a run's network sees most like one. It lets
   * other requests pass. @throws features-missing, sample-missing
   */
  neighbours(run: number, sample: number, count: number): Promise<Neighbours>;
  /** Keeps what was found of a fold, in the place of what is known of it. */
  saveJudgedFold(division: Division, judged: JudgedFold): void;
  /** Those that are there, ascending. */
  judgedFolds(division: Division): JudgedFold[];

  /** Oldest first, each with the runs that it has. */
  studies(): StudyRecord[];
  /** Adds a study, or replaces the one of its name, whose runs stay. The study's id. */
  saveStudy(study: Study): number;

  /** Sets a tag on samples, or takes it off; how many had to be changed. @throws too-many-tags */
  tagSamples(
    selection: Selection,
    tag: string,
    set: boolean,
    by: string,
  ): Promise<{ changed: number }>;
  /** The empty text removes the note. @throws bad-value for a sample that the data set does not have */
  noteSample(dataset: number, sample: number, text: string, by: string): void;
  /** Takes back the last change of tags or notes that stands; which that was, or null for none. */
  undoSamples(dataset: number): SampleEdit | null;
  redoSamples(dataset: number): SampleEdit | null;
  tagList(dataset: number): TagList;
  /** How many samples are chosen, and how many of them have each tag that one of them has. */
  chosenTags(selection: Selection): Promise<{ count: number; tags: TagList['tags'] }>;
  sampleLabels(dataset: number, sample: number): SampleLabels;
  /** Ascending. */
  taggedSamples(dataset: number, tag: string): Uint32Array;
  /** Gives a new data-set version the tags and notes of one before it; `places` says where each of its samples stood there. */
  carryTags(from: number, to: number, places: Uint32Array): void;
  /** By sample. */
  notes(dataset: number): Map<number, string>;
  /** Grows with each change of tags, notes and scores, by data set; those of which nothing was said are not in it. */
  sampleVersions(): Map<number, number>;
  /** In the order of the alphabet. */
  scores(dataset: number): ScoreName[];
  /** NaN of samples that have none; null where the data set has no such score. */
  score(dataset: number, name: string): Float32Array | null;
  /** Keeps a number a sample, in the place of what had the name. */
  saveScore(dataset: number, score: ScoreName, values: Float32Array): void;
  /** Filters and orders that people gave names, oldest first. */
  views(): SavedView[];
  /**
   * Adds a view, or puts it in the place of another, which is gone then; its own name replaces it.
   * @throws view-exists where a third has the name
   */
  saveView(view: SavedView, inPlaceOf: string | null): void;
  /** What is not there is as good as removed. */
  removeView(name: string): void;
};

export type CallName = keyof ProjectCalls;

export const callNames = [
  'addDataset',
  'datasets',
  'dataset',
  'labels',
  'contentIds',
  'sourceIndex',
  'thumbnails',
  'thumbnailsLeft',
  'addThumbnails',
  'carryThumbnails',
  'mosaics',
  'pictures',
  'atlas',
  'createRun',
  'updateRun',
  'reviseRun',
  'runs',
  'run',
  'epochs',
  'recordEpoch',
  'addRecordSeconds',
  'removeEpochsAfter',
  'columns',
  'history',
  'story',
  'places',
  'sample',
  'runColumn',
  'aggregates',
  'dynamics',
  'simulate',
  'find',
  'window',
  'place',
  'facets',
  'confusion',
  'map',
  'overlap',
  'sparks',
  'selected',
  'finishRun',
  'weights',
  'features',
  'addFeatures',
  'neighbours',
  'saveJudgedFold',
  'judgedFolds',
  'studies',
  'saveStudy',
  'tagSamples',
  'noteSample',
  'undoSamples',
  'redoSamples',
  'tagList',
  'chosenTags',
  'sampleLabels',
  'taggedSamples',
  'sampleVersions',
  'carryTags',
  'notes',
  'scores',
  'score',
  'saveScore',
  'views',
  'saveView',
  'removeView',
] as const satisfies readonly CallName[];

export type Request = { id: number; call: CallName | 'close'; arguments: unknown[] };

/** The answer to a request, in the order of the requests but for long ones; the first message, `id` 0, says how the project was opened. */
export type Reply = { id: number } & ({ result: unknown } | { error: ErrorReport });

export type Opened = { access: 'write' | 'read'; writer: string | null };
