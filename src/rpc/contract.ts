/**
 * Everything that a window can ask of its shell: queries read, commands change, streams go on.
 * Both sides parse by these schemas, whatever the transport. Typed arrays travel as binary.
 */
import { z } from 'zod';
import { parseRecipe } from '../core/recipe/recipe.ts';
import { datasetRecordSchema } from '../core/record/dataset.ts';
import { engineRecordSchema, epochRecordSchema, runRecordSchema } from '../core/record/run.ts';
import { revisionSchema } from '../core/schedule/revision.ts';
import { scheduleSchema } from '../core/schedule/schedule.ts';
import { studyRecordSchema } from '../core/study/record.ts';
import { simulationSchema } from '../core/simulate/simulate.ts';
import { ownTemplateSchema } from '../core/template/own.ts';

const id = z.int().min(1);
const count = z.int().min(0);
const nothing = z.strictObject({});

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const words = z.custom<Uint16Array>((value) => value instanceof Uint16Array);
const classes = z.union([bytes, words]);

const columns = z.strictObject({
  loss: floats,
  confidence: floats,
  predicted: classes,
  correct: bytes,
  hidden: bytes,
  movedBack: bytes,
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
  z.strictObject({ type: z.literal('epoch'), run: id, record: epochRecordSchema }),
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
  /** Resolves when it has stopped, or no longer waits; the epoch that was begun is dropped. */
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
  'samples.aggregates': query(
    z.strictObject({ run: id }),
    z.strictObject({ timesHidden: words, forgetting: words, meanLoss: floats, lastLoss: floats }),
  ),
  'dataset.labels': query(z.strictObject({ dataset: id }), words),
  'dataset.atlas': query(z.strictObject({ dataset: id, atlas: count }), bytes),

  /** What happens from now on to the open project. */
  events: stream(nothing, event),
} as const;

export type Contract = typeof contract;
export type ProcedureName = keyof Contract;
export type Input<Name extends ProcedureName> = z.input<Contract[Name]['input']>;
export type Output<Name extends ProcedureName> = z.output<Contract[Name]['output']>;
