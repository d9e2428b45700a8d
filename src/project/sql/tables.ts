/**
 * The tables of core/sql/tables.ts in a database of their own, in memory.
 *
 * SQLite's virtual tables as better-sqlite3 has them take no condition but equality with hidden
 * parameters, and make every column of a row before anything is compared. So what is small, such as
 * runs and epochs, stands there in tables, and what is millions of rows long are views: a row is an
 * epoch's row and a number, so that the planner finds run, epoch and sample by their keys, and each
 * other column is a function that looks into a decoded chunk, called only where its value is needed.
 */
import type Database from 'better-sqlite3';
import { hasBit } from '../../core/ledger/bits.ts';
import { scoreField } from '../../core/query/field.ts';
import { CONTENT_ID_BYTES, sourceNameOf } from '../../core/record/dataset.ts';
import { totalSeconds, type EpochRecord, type RunRecord } from '../../core/record/run.ts';
import { quoted, sqlTables, type ColumnType } from '../../core/sql/tables.ts';
import { snakeCase } from '../../core/text/snake-case.ts';
import { CHUNK } from '../columns/chunk.ts';
import type { Connections } from '../connections.ts';
import { recording } from '../recording.ts';
import { datasetStore, type StoredDataset } from '../stores/datasets.ts';
import { epochColumnStore } from '../stores/epoch-columns.ts';
import { extentsOf } from '../stores/extents.ts';
import { runStore } from '../stores/runs.ts';
import { sampleWords } from '../stores/sample-words.ts';
import { NEVER_HIDDEN, runColumns, runFields } from '../tally.ts';
import { keeping } from './keeping.ts';

type Value = string | number | null;
type Row = Record<string, Value>;

/** Of decoded chunks, each of 160 kB and more. */
const CHUNKS_KEPT = 256;
/** Of whole columns, a number a sample each. */
const RUNS_KEPT = 4;
const SCORES_KEPT = 8;

const types: Record<ColumnType, string> = {
  ...{ integer: 'INTEGER', flag: 'INTEGER', real: 'REAL', text: 'TEXT', json: 'TEXT' },
};

const columnsOf = (name: string) => sqlTables.find((table) => table.name === name)?.columns ?? [];

/** Makes the tables; what is read of the project later is read by `connections`. */
export function createTables(database: Database.Database, connections: Connections): void {
  const datasets = datasetStore(connections);
  const runs = runStore(connections, 'read');
  const extentOf = extentsOf(datasets, runs);
  const epochColumns = epochColumnStore(connections);
  const recorded = recording(connections, epochColumns, extentOf, 'read');

  const versions = datasets.datasets();
  const ofDataset = new Map(versions.map((dataset) => [dataset.id, dataset]));
  const trainCount = (id: number) => ofDataset.get(id)?.trainCount ?? 0;
  const all = runs.runs().map((run) => ({ run, epochs: recorded.epochs(run.id) }));
  fill(database, 'datasets', 'id', versions.map(datasetRow));
  fill(
    database,
    'runs',
    'id',
    all.map(({ run, epochs }) => runRow(run, epochs.length, trainCount(run.dataset))),
  );
  fill(
    database,
    'epochs',
    'run, epoch',
    all.flatMap(({ run, epochs }) =>
      epochs.map((record) => epochRow(run, record, trainCount(run.dataset))),
    ),
  );
  const most = Math.max(0, ...versions.map((dataset) => dataset.trainCount + dataset.testCount));
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  database
    .prepare(
      `INSERT INTO numbers
       WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up) SELECT n FROM up LIMIT ?`,
    )
    .run(most);

  const define = (name: string, of: (...given: number[]) => Value | undefined) =>
    database.function(name, { deterministic: true, varargs: true }, (...given: unknown[]) =>
      of(...(given as number[])),
    );

  const labels = keeping(RUNS_KEPT, (dataset) => datasets.labels(dataset));
  const contentIds = keeping(RUNS_KEPT, (dataset) => Buffer.from(datasets.contentIds(dataset)));
  define('label_of', (dataset, sample) => labels(dataset)[sample]);
  define('class_of', (dataset, label) => ofDataset.get(dataset)?.classNames[label]);
  define('content_id_of', (dataset, sample) => {
    const start = sample * CONTENT_ID_BYTES;
    return contentIds(dataset).toString('hex', start, start + CONTENT_ID_BYTES);
  });

  // An epoch has less than 10,000 chunks, and a run less than 100,000 epochs.
  const chunks = keeping(CHUNKS_KEPT, (key) => {
    const ofRun = Math.floor(key / 10_000);
    return epochColumns.chunk(extentOf(Math.floor(ofRun / 100_000)), ofRun % 100_000, key % 10_000);
  });
  const chunkOf = (run: number, epoch: number, sample: number) =>
    chunks((run * 100_000 + epoch) * 10_000 + Math.floor(sample / CHUNK));
  for (const field of ['loss', 'confidence', 'predicted'] as const) {
    define(
      `${field}_at`,
      (run, epoch, sample) => chunkOf(run, epoch, sample)[field][sample % CHUNK],
    );
  }
  const flag = (
    field: 'correct' | 'hidden' | 'movedBack',
    run: number,
    epoch: number,
    sample: number,
  ) => hasBit(chunkOf(run, epoch, sample)[field], sample % CHUNK);
  define('correct_at', (...at) => Number(flag('correct', at[0], at[1], at[2])));
  define('hidden_at', (...at) => Number(flag('hidden', at[0], at[1], at[2])));
  define('moved_back_at', (...at) => Number(flag('movedBack', at[0], at[1], at[2])));
  define('forgotten_at', (run, epoch, sample) => {
    const lost = () =>
      flag('correct', run, epoch - 1, sample) && !flag('correct', run, epoch, sample);
    return Number(epoch > 0 && lost());
  });

  for (const field of runFields) {
    const column = keeping(RUNS_KEPT, (run) => recorded.runColumn(run, field));
    const none = field === 'firstHidden' || field === 'lastHidden' ? NEVER_HIDDEN : NaN;
    define(`${snakeCase(field)}_in`, (run, sample) => {
      const value = column(run)[sample];
      return value === none ? null : value;
    });
  }

  // A function's number is a real one for SQLite, so that a whole one is cast.
  const whole = (call: string) => `CAST(${call} AS INTEGER)`;
  const label = whole('label_of(dataset, n)');
  const sample = { dataset: 'dataset', sample: 'n', label, class: `class_of(dataset, ${label})` };

  const words = sampleWords(connections, datasets.samplesOf);
  const tags = keeping(RUNS_KEPT, (dataset) =>
    words.tags(dataset).map((name) => ({ name, bits: words.tagBits(dataset, name) })),
  );
  const notes = keeping(RUNS_KEPT, (dataset) => words.notes(dataset));
  const sourceIndex = keeping(RUNS_KEPT, (dataset) => datasets.sourceIndex(dataset));
  define('tags_of', (dataset, sample) => {
    const on = tags(dataset).filter(({ bits }) => bits !== null && hasBit(bits, sample));
    return on.length === 0 ? null : on.map(({ name }) => name).join(', ');
  });
  define('note_of', (dataset, sample) => notes(dataset).get(sample));
  define('file_of', (dataset, sample) => {
    const record = ofDataset.get(dataset);
    return record && sourceNameOf(record, sample, sourceIndex(dataset)[sample]);
  });

  const scores = [
    ...new Set(versions.flatMap(({ id }) => words.scores(id).map(({ name }) => name))),
  ];
  const scoreValues = keeping(SCORES_KEPT, (key) =>
    words.score(Math.floor(key / scores.length), scores[key % scores.length]),
  );
  define(
    'score_of',
    (dataset, sample, number) => scoreValues(dataset * scores.length + number)?.[sample],
  );

  createView(database, 'samples', '(SELECT id AS dataset, * FROM datasets)', {
    ...sample,
    split: `iif(n < train_samples, 'train', 'test')`,
    file: 'file_of(dataset, n)',
    content_id: 'content_id_of(dataset, n)',
    tags: 'tags_of(dataset, n)',
    note: 'note_of(dataset, n)',
    ...Object.fromEntries(
      scores.map((name, number) => [scoreField(name), `score_of(dataset, n, ${number})`]),
    ),
  });
  const predicted = whole('predicted_at(run, epoch, n)');
  const movedBack = whole('moved_back_at(run, epoch, n)');
  const hidden = whole('hidden_at(run, epoch, n)');
  createView(database, 'sample_epochs', 'epochs', {
    ...sample,
    ...{ run: 'run', epoch: 'epoch' },
    loss: 'loss_at(run, epoch, n)',
    confidence: 'confidence_at(run, epoch, n)',
    predicted,
    predicted_class: `class_of(dataset, ${predicted})`,
    correct: whole('correct_at(run, epoch, n)'),
    forgotten: whole('forgotten_at(run, epoch, n)'),
    hidden,
    moved_back: movedBack,
    state: `CASE WHEN ${hidden} THEN 'hidden' WHEN ${movedBack} THEN 'movedBack' ELSE 'trained' END`,
  });
  createView(database, 'sample_runs', '(SELECT id AS run, * FROM runs)', {
    ...sample,
    run: 'run',
    ...Object.fromEntries(
      runFields.map((field): [string, string] => {
        const call = `${snakeCase(field)}_in(run, n)`;
        return [snakeCase(field), runColumns[field] === 'f32' ? call : whole(call)];
      }),
    ),
  });
  database.pragma('query_only = 1');
}

function fill(database: Database.Database, name: string, key: string, rows: Row[]): void {
  const columns = columnsOf(name);
  const declared = columns.map((column) => `${column.name} ${types[column.type]}`);
  database.exec(
    `CREATE TABLE ${name} (${declared.join(', ')}, PRIMARY KEY (${key})) WITHOUT ROWID`,
  );
  const insert = database.prepare(
    `INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const row of rows) insert.run(columns.map((column) => row[column.name]));
}

/** CROSS JOIN keeps the order: through the chunks of an epoch, not through the epochs of a sample. */
function createView(
  database: Database.Database,
  name: string,
  owners: string,
  expressions: Record<string, string>,
): void {
  const names = new Set([
    ...columnsOf(name).map((column) => column.name),
    ...Object.keys(expressions),
  ]);
  const selected = [...names].map((column) => `${expressions[column]} AS ${quoted(column)}`);
  database.exec(
    `CREATE VIEW ${name} AS SELECT ${selected.join(', ')}
     FROM ${owners} CROSS JOIN numbers WHERE n < samples`,
  );
}

const datasetRow = ({ source, ...dataset }: StoredDataset): Row => ({
  id: dataset.id,
  name: dataset.name,
  samples: dataset.trainCount + dataset.testCount,
  train_samples: dataset.trainCount,
  test_samples: dataset.testCount,
  classes: dataset.classNames.length,
  height: dataset.height,
  width: dataset.width,
  channels: dataset.channels,
  fingerprint: dataset.fingerprint,
  folder: source.folder,
});

const runRow = ({ recipe, ...run }: RunRecord, epochs: number, samples: number): Row => ({
  id: run.id,
  name: run.name,
  status: run.status,
  policy: recipe.policy,
  view: recipe.view,
  model: recipe.model,
  dataset: run.dataset,
  samples,
  seed: recipe.seed,
  engine: run.engine?.name ?? null,
  epochs,
  planned_epochs: run.plannedEpochs,
  notes: run.notes,
  created_at: run.createdAt,
  finished_at: run.finishedAt,
  error: run.error?.message ?? null,
  recipe: JSON.stringify(recipe),
});

function epochRow(run: RunRecord, record: EpochRecord, samples: number): Row {
  const { seconds, ...figures } = record;
  const named = (values: Record<string, Value>, suffix = ''): [string, Value][] =>
    Object.entries(values).map(([name, value]) => [`${snakeCase(name)}${suffix}`, value]);
  return {
    ...Object.fromEntries([...named(figures), ...named(seconds, '_seconds')]),
    ...{ run: run.id, dataset: run.dataset, samples, seconds: totalSeconds(record) },
  };
}
