/**
 * Everything that a window can ask of its shell: queries read, commands change, streams go on.
 * Both sides parse by these schemas, whatever the transport. Typed arrays travel as binary.
 */
import { z } from 'zod';
import { MOST_DISTANCE } from '../core/duplicates/near.ts';
import { duplicatesSchema } from '../core/duplicates/scores.ts';
import { wordValues } from '../core/query/field.ts';
import { LEAST_FOLDS, MOST_FOLDS } from '../core/labels/folds.ts';
import { exportTargetSchema } from '../core/query/export.ts';
import { mapNames, momentSchema, querySchema } from '../core/query/query.ts';
import { savedViewSchema } from '../core/query/saved-view.ts';
import { parseRecipe } from '../core/recipe/recipe.ts';
import { datasetRecordSchema } from '../core/record/dataset.ts';
import { engineRecordSchema, epochRecordSchema, runRecordSchema } from '../core/record/run.ts';
import { revisionSchema } from '../core/schedule/revision.ts';
import { scheduleSchema } from '../core/schedule/schedule.ts';
import {
  noteSchema,
  sampleEditSchema,
  sampleLabelsSchema,
  tagListSchema,
  tagSchema,
} from '../core/record/tags.ts';
import { selectionSchema } from '../core/query/selection.ts';
import { studyRecordSchema } from '../core/study/record.ts';
import { kinds, type Cell } from '../core/sql/result.ts';
import { simulationSchema } from '../core/simulate/simulate.ts';
import { ownTemplateSchema } from '../core/template/own.ts';

const id = z.int().min(1);
const count = z.int().min(0);
const nothing = z.strictObject({});

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const words = z.custom<Uint16Array>((value) => value instanceof Uint16Array);
const longs = z.custom<Uint32Array>((value) => value instanceof Uint32Array);
const classes = z.union([bytes, words]);
/** As many places of an order as a window may ask for at once. */
const MOST_PLACES = 8192;
/** As many as a window may ask for at once. */
const someSamples = longs.refine((samples) => samples.length <= 4096);
/** Of a schema a cell it would take longer than the query. */
const cells = z.custom<Cell[]>(
  (value) =>
    Array.isArray(value) &&
    value.every((cell) => cell === null || typeof cell === 'string' || typeof cell === 'number'),
);

const columns = z.strictObject({
  loss: floats,
  confidence: floats,
  predicted: classes,
  correct: bytes,
  hidden: bytes,
  movedBack: bytes,
});

const place = z.strictObject({
  first: z.string(),
  rank: count,
  samples: count,
  candidates: count,
});
const story = z.strictObject({
  /** How many samples the run trains on, and how many epochs it recorded. */
  samples: count,
  epochs: count,
  /** Bits of core/query/facts.ts. */
  facts: count,
  predicted: count,
  loss: z.number(),
  confidence: z.number(),
  /** Over all recorded epochs. */
  timesHidden: count,
  forgetting: count,
  explained: z.strictObject({
    state: z.enum(wordValues.state),
    decides: z.string(),
    sentence: z.string(),
    figures: z
      .strictObject({
        loss: z.number(),
        rank: count,
        samples: count,
        candidates: count,
        candidate: z.boolean(),
        correct: z.boolean(),
        confidence: z.number(),
        tau: z.number(),
      })
      .nullable(),
    place: place.nullable(),
  }),
});

const recipe = z.unknown().transform(parseRecipe);
const dataset = datasetRecordSchema.extend({ id });

const projectInfo = z.strictObject({
  path: z.string(),
  name: z.string(),
  access: z.enum(['write', 'read']),
  /** Who writes, where that is somebody else. */
  writer: z.string().nullable(),
});
export type ProjectInfo = z.infer<typeof projectInfo>;

const runDocument = runRecordSchema.extend({
  epochs: z.array(epochRecordSchema),
  /** How many jobs are done before it, where it waits for its turn to train. */
  waitsFor: z.int().min(1).optional(),
});
export type RunDocument = z.infer<typeof runDocument>;

const engineReport = z.strictObject({ name: z.string(), usable: z.boolean(), reason: z.string() });
const doctorReport = z.strictObject({
  versions: z.record(z.string(), z.string()),
  machine: z.strictObject({ processor: z.string(), cores: count, memoryBytes: count }),
  dataFolder: z.string(),
  engines: z.array(engineReport),
  chosen: engineRecordSchema,
});
export type DoctorReport = z.infer<typeof doctorReport>;

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  recentProjects: z.array(z.strictObject({ path: z.string(), openedAt: z.string() })),
});
export type Settings = z.infer<typeof settingsSchema>;

const appInfo = z.strictObject({
  version: z.string(),
  shell: z.enum(['serve', 'electron']),
  dataFolder: z.string(),
  settings: settingsSchema,
});

/** How far the thumbnails of a data set are. */
const thumbnails = z.strictObject({
  /** Samples that are done with: their thumbnails are there, or cannot be made. */
  done: count,
  total: count,
  /** How many of them cannot be made. */
  broken: count,
  /** What is in the way of the rest, as a sentence. */
  problem: z.string().nullable(),
});

const event = z.discriminatedUnion('type', [
  /** Runs were added or changed, or studies with them: ask for them again. */
  z.strictObject({ type: z.literal('runs') }),
  z.strictObject({
    type: z.literal('progress'),
    run: id,
    epoch: count,
    part: z.enum(['import', 'score', 'train', 'refresh', 'evaluate']),
    done: count,
    total: count,
    /** Seconds until the run is done, as far as can be told. */
    secondsLeft: z.number().nullable(),
  }),
  /** How far a job is that works out what the network of a run, or models of its recipe, say of samples. */
  z.strictObject({
    type: z.literal('analysis'),
    run: id,
    what: z.enum(['features', 'label probabilities']),
    done: count,
    total: count,
    /** Seconds until it is done, as far as can be told. */
    secondsLeft: z.number().nullable(),
  }),
  z.strictObject({ type: z.literal('epoch'), run: id, record: epochRecordSchema }),
  /** How far a new data-set version is, or the search for near-duplicates; `total` counts samples. */
  z.strictObject({
    type: z.literal('curation'),
    dataset: id,
    what: z.enum(['version', 'duplicates']),
    done: count,
    total: count,
  }),
  /** Tags, notes or scores of samples were changed: what was found by them may be different. */
  z.strictObject({ type: z.literal('samples'), dataset: id }),
  /** Thumbnails were made, or something came in their way. */
  thumbnails.extend({ type: z.literal('thumbnails'), dataset: id }),
  /** Saved views of the gallery were changed: ask for them again. */
  z.strictObject({ type: z.literal('views') }),
  /** The person's templates were changed: ask for them again. */
  z.strictObject({ type: z.literal('templates') }),
  /** The shell opened another project in this window, or may write the one that was read only. */
  z.strictObject({ type: z.literal('project'), project: projectInfo }),
  z.strictObject({ type: z.literal('notice'), code: z.string(), message: z.string() }),
]);
export type AppEvent = z.infer<typeof event>;

const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'query' as const,
  input,
  output,
});
const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'command' as const,
  input,
  output,
});
const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'stream' as const,
  input,
  output,
});

const speed = z.strictObject({
  trainImagesPerSecond: z.number(),
  forwardImagesPerSecond: z.number(),
});

const analysed = z.strictObject({ outcome: z.enum(['finished', 'stopped']) });

/** A connection has at most one project open; what reads or changes it fails with project-missing before. */
export const contract = {
  'app.info': query(nothing, appInfo),
  'app.doctor': query(nothing, doctorReport),
  'app.setTheme': command(z.strictObject({ theme: settingsSchema.shape.theme }), settingsSchema),

  'project.open': command(z.strictObject({ path: z.string(), create: z.boolean() }), projectInfo),
  /** Copies the finished sample project to the data folder at its first call, and opens it. */
  'project.openSample': command(nothing, projectInfo),
  'project.close': command(nothing, nothing),
  'project.datasets': query(nothing, z.array(dataset)),
  /** How fast the recipe's engine trains and forwards whole images of a data set, in some seconds. */
  'project.measureSpeed': query(z.strictObject({ recipe, dataset: id }), speed),

  'runs.list': query(nothing, z.array(runDocument)),
  'runs.start': command(z.strictObject({ recipe, name: z.string() }), z.strictObject({ run: id })),
  /** Adds to the open project, or opens the one of quick starts in the data folder. */
  'runs.quickStart': command(nothing, z.strictObject({ run: id })),
  /**
   * Stops all that goes on with a run, its training and its analyses. Resolves when it has stopped,
   * or no longer waits; the epoch that was begun is dropped.
   */
  'runs.stop': command(z.strictObject({ run: id }), nothing),
  'runs.resume': command(z.strictObject({ run: id }), nothing),
  'runs.edit': command(
    z.strictObject({ run: id, name: z.string().min(1).optional(), notes: z.string().optional() }),
    nothing,
  ),
  /**
   * Changes what a run follows from its next epoch on: of a run that trains, from the one after that
   * which is under way. Tracks that are left out stay. The answer is what was recorded.
   */
  'runs.revise': command(z.strictObject({ run: id, schedule: scheduleSchema }), revisionSchema),
  /** What another recipe would have hidden in each recorded epoch of a run. */
  'runs.simulate': query(z.strictObject({ run: id, recipe }), simulationSchema),

  /**
   * Works out the features of a finished run, which neighbours are found by, and resolves when they
   * are there, which they may be already. Whoever asks meanwhile waits for the same job; it is
   * stopped by runs.stop, and goes on from there when asked for again.
   */
  'runs.features': command(z.strictObject({ run: id }), analysed),
  /**
   * Judges the label of every training sample by a model of the run's recipe that never saw it, and
   * resolves when the scores of the data set are there; then, as runs.features. Epochs are the
   * recipe's where they are left out.
   */
  'runs.crossValidate': command(
    z.strictObject({
      run: id,
      folds: z.int().min(LEAST_FOLDS).max(MOST_FOLDS),
      epochs: z.int().min(1).optional(),
    }),
    analysed,
  ),

  /** Oldest first, each with the numbers of its runs; studies are carried out on the command line. */
  'studies.list': query(nothing, z.array(studyRecordSchema)),

  /** A person's own, the newest first; they are kept for every project, and none needs to be open. */
  'templates.list': query(nothing, z.array(ownTemplateSchema)),
  /** Fails with template-exists where one has the name already, unless it is to be replaced. */
  'templates.save': command(
    z.strictObject({ template: ownTemplateSchema, replace: z.boolean() }),
    nothing,
  ),
  /** What is not there is as good as removed. */
  'templates.remove': command(z.strictObject({ name: z.string() }), nothing),

  'samples.columns': query(z.strictObject({ run: id, epoch: count }), columns),
  'samples.history': query(
    z.strictObject({ run: id, sample: count }),
    columns.extend({ epochs: z.custom<Uint32Array>((value) => value instanceof Uint32Array) }),
  ),
  /** What is known of a training sample at a recorded epoch, and why it was or was not hidden then. */
  'samples.story': query(z.strictObject({ run: id, sample: count, epoch: count }), story),
  /** A training sample's place in the order that hides, by recorded epoch; what has none is 0. It takes a while for a long run of many samples. */
  'samples.places': query(
    z.strictObject({ run: id, sample: count }),
    z.strictObject({
      first: z.string().nullable(),
      samples: count,
      ranks: longs,
      candidates: longs,
    }),
  ),
  /**
   * A sample as the network of a run saw it in an epoch, but for what a step mixed into it, as pixels
   * for people. Where it was not shown, it is the picture as it is. `why` says why it is not exact.
   * Fails as dataset.image does.
   */
  'samples.seen': query(
    z.strictObject({ run: id, sample: count, epoch: count }),
    z.strictObject({
      width: count,
      height: count,
      channels: count,
      pixels: bytes,
      /** What was done, in sentences. */
      words: z.array(z.string()),
      exact: z.boolean(),
      why: z.string().nullable(),
    }),
  ),
  'samples.aggregates': query(
    z.strictObject({ run: id }),
    z.strictObject({ timesHidden: words, forgetting: words, meanLoss: floats, lastLoss: floats }),
  ),
  /** How many samples a query finds, of how many there are, and a name of their order as it is now. */
  'samples.find': query(
    z.strictObject({ query: querySchema }),
    z.strictObject({ count, total: count, order: z.string() }),
  ),
  /**
   * What tiles say of the samples at the places `start` to `end`, without that, of a query's order;
   * those beyond its end are left out. `shown` is the moment that they are shown at, where that is
   * not the query's. Numbers of what has none are NaN, and its class 65,535.
   */
  'samples.window': query(
    z
      .strictObject({
        query: querySchema,
        start: count,
        end: count,
        shown: momentSchema.nullable(),
      })
      .refine(({ start, end }) => end - start <= MOST_PLACES),
    z.strictObject({
      samples: longs,
      labels: words,
      /** Bits of core/query/facts.ts. */
      facts: bytes,
      predicted: words,
      loss: floats,
      confidence: floats,
      timesHidden: words,
    }),
  ),
  /** Where a sample stands in a query's order; null where the query does not find it. */
  'samples.place': query(
    z.strictObject({ query: querySchema, sample: count }),
    z.strictObject({ place: count.nullable() }),
  ),
  /**
   * How the samples spread over fields: how many of each value, or of each bin, pass the filter
   * without its own conditions on that field, and how many there are.
   */
  'samples.facets': query(
    z.strictObject({ query: querySchema, fields: z.array(z.string()).max(40) }),
    z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('values'),
          field: z.string(),
          /** Class numbers, words or tags as text. */
          values: z.array(z.string()),
          passing: longs,
          all: longs,
        }),
        z.strictObject({
          kind: z.literal('numbers'),
          field: z.string(),
          scale: z.enum(['linear', 'log']),
          /** Of the axis; what is beyond counts in the first or last bin. */
          min: z.number(),
          max: z.number(),
          passing: longs,
          all: longs,
          /** Samples without a value. */
          missing: count,
        }),
      ]),
    ),
  ),
  /** Samples that the query finds by label (rows) and predicted class (columns), row by row. */
  'samples.confusion': query(
    z.strictObject({ query: querySchema }),
    z.strictObject({ classes: count, counts: longs }),
  ),
  /** The data map as a grid of cells, the bottom row first: all training samples, and those found. */
  'samples.map': query(
    z.strictObject({
      query: querySchema,
      map: z.enum(mapNames),
      columns: z.int().min(1).max(1024),
      rows: z.int().min(1).max(1024),
    }),
    z.strictObject({
      all: longs,
      found: longs,
      /** The share of a cell's samples that are right at the query's moment; NaN of an empty one. */
      right: floats,
    }),
  ),
  /** Training samples that are hidden at both moments, at one, at neither. */
  'samples.overlap': query(
    z.strictObject({ a: momentSchema, b: momentSchema }),
    z.strictObject({ both: count, onlyA: count, onlyB: count, neither: count }),
  ),
  /** The losses of samples at up to 16 epochs, as shares of the logarithmic axis from 0 to 255. */
  'samples.sparks': query(
    z.strictObject({ run: id, samples: someSamples }),
    z.strictObject({ epochs: longs, levels: bytes }),
  ),
  /** A sample's label, its name in its source, and the same picture in the other data-set versions of the project. */
  'dataset.sample': query(
    z.strictObject({ dataset: id, sample: count }),
    z.strictObject({
      label: count,
      name: z.string(),
      twins: z.array(z.strictObject({ dataset: id, sample: count })),
    }),
  ),
  /** Adds a data-set version without the training samples that are marked as excluded. */
  'dataset.exclude': command(
    z.strictObject({ dataset: id }),
    z.strictObject({ dataset: id, leftOut: count, trainCount: count }),
  ),
  /** Finds pictures that differ in at most `most` bits of their hash; they are kept as two scores. */
  'dataset.duplicates': command(
    z.strictObject({ dataset: id, most: z.int().min(0).max(MOST_DISTANCE) }),
    duplicatesSchema,
  ),
  /** Sets a tag on the chosen samples, or takes it off; how many had to be changed. */
  'samples.tag': command(
    z.strictObject({ selection: selectionSchema, tag: tagSchema, set: z.boolean() }),
    z.strictObject({ changed: count }),
  ),
  /** The empty text removes the note. */
  'samples.note': command(
    z.strictObject({ dataset: id, sample: count, text: noteSchema }),
    nothing,
  ),
  /** The last change of tags and notes that stands, which is taken back; null where there is none. */
  'samples.undo': command(
    z.strictObject({ dataset: id }),
    z.strictObject({ edit: sampleEditSchema.nullable() }),
  ),
  'samples.redo': command(
    z.strictObject({ dataset: id }),
    z.strictObject({ edit: sampleEditSchema.nullable() }),
  ),
  /** How many samples are chosen, and how many of them have each tag that one of them has. */
  'samples.tagged': query(
    z.strictObject({ selection: selectionSchema }),
    z.strictObject({ count, tags: tagListSchema.shape.tags }),
  ),
  'samples.labels': query(z.strictObject({ dataset: id, sample: count }), sampleLabelsSchema),
  'tags.list': query(z.strictObject({ dataset: id }), tagListSchema),
  'scores.list': query(
    z.strictObject({ dataset: id }),
    z.array(z.strictObject({ name: z.string(), description: z.string() })),
  ),

  /** Filters and orders that people gave names, oldest first; they are kept in the project. */
  'views.list': query(nothing, z.array(savedViewSchema)),
  /** `inPlaceOf` names the view that is replaced or renamed. Fails with view-exists where another has the name. */
  'views.save': command(
    z.strictObject({ view: savedViewSchema, inPlaceOf: z.string().nullable() }),
    nothing,
  ),
  /** What is not there is as good as removed. */
  'views.remove': command(z.strictObject({ name: z.string() }), nothing),

  /**
   * Up to `count` other samples, of both splits, that the network of a run sees most like one,
   * nearest first, with 1 less the cosine of the angle between their features. Fails with
   * features-missing until runs.features has worked them out.
   */
  'samples.neighbours': query(
    z.strictObject({ run: id, sample: count, count: z.int().min(1).max(64) }),
    z.strictObject({ samples: longs, distances: floats }),
  ),
  'dataset.labels': query(z.strictObject({ dataset: id }), words),
  'dataset.thumbnails': query(z.strictObject({ dataset: id }), thumbnails),
  /** Mosaic tiles one after another (mosaicBytes each), black where there is none, and how it stands with each (thumbnailStates). */
  'dataset.mosaics': query(
    z.strictObject({ dataset: id, samples: someSamples }),
    z.strictObject({ states: bytes, pixels: bytes }),
  ),
  /** JPEG images, number i from `offsets[i]` to `offsets[i + 1]`; empty where there is none, as of all that are small. */
  'dataset.pictures': query(
    z.strictObject({ dataset: id, samples: someSamples }),
    z.strictObject({ offsets: longs, data: bytes }),
  ),
  /**
   * A sample's image at full size, from the data set's files as they are by now. Fails with
   * dataset-moved, dataset-changed, dataset-unreadable, picture-missing or picture-changed.
   */
  'dataset.image': query(
    z.strictObject({ dataset: id, sample: count }),
    z.strictObject({ width: count, height: count, channels: count, pixels: bytes }),
  ),

  /**
   * Writes chosen samples to a file or folder of the shell's machine, which is there when the stream
   * ends by itself; until then it says how many are written. A path that is not absolute begins in
   * the project's folder. Ended by the window, it leaves nothing behind.
   */
  'samples.export': stream(
    z.strictObject({ selection: selectionSchema, target: exportTargetSchema }),
    z.strictObject({ path: z.string(), done: count, total: count }),
  ),

  /**
   * The rows of a query in SQL over the project's tables (core/sql/tables.ts), at most 10,000 and as
   * many as a reply can carry; `cut` says that there are more. What this window ran before is stopped.
   */
  'sql.run': query(
    z.strictObject({ sql: z.string().max(100_000) }),
    z.strictObject({
      columns: z.array(z.strictObject({ name: z.string(), kind: z.enum(kinds), cells })),
      rows: count,
      cut: z.boolean(),
      seconds: z.number(),
    }),
  ),
  /** Stops the query of this window that runs, which fails with sql-stopped. */
  'sql.stop': command(nothing, nothing),

  /** What happens from now on to the open project. */
  events: stream(nothing, event),
} as const;

export type Contract = typeof contract;
export type ProcedureName = keyof Contract;
export type Input<Name extends ProcedureName> = z.input<Contract[Name]['input']>;
export type Output<Name extends ProcedureName> = z.output<Contract[Name]['output']>;
