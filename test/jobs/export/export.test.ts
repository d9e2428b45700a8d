/** Chosen samples of a project in each format, read back. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasBit } from '../../../src/core/ledger/bits.ts';
import type { ExportTarget } from '../../../src/core/query/export.ts';
import { bySample, everything, type Filter } from '../../../src/core/query/query.ts';
import type { Selection } from '../../../src/core/query/selection.ts';
import { importDataset } from '../../../src/dataset/import.ts';
import { exportSamples, isOfProject } from '../../../src/jobs/export/export.ts';
import { fileNames } from '../../../src/jobs/export/folder.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import {
  syntheticColumns,
  syntheticRecord,
  syntheticRun,
} from '../../project/support/synthetic.ts';
import { shapes, writeShapes } from '../../support/idx-folder.ts';

const [TRAIN, TEST, CLASSES, EPOCHS] = [60, 20, 3, 3];
const folder = mkdtempSync(join(tmpdir(), 'mikke-export-'));
const images = join(folder, 'images');
let project: Project;
let written = 0;

beforeAll(async () => {
  mkdirSync(images);
  writeShapes(images, TRAIN, TEST);
  project = await openProject(join(folder, 'test.mikke'), {
    ...{ access: 'write', create: true, who: 'a test' },
  });
  const dataset = await project.addDataset(
    await importDataset({ dataset: images, limit: null, testLimit: null, dataSeed: 0 }),
  );
  const run = await project.createRun(syntheticRun(dataset));
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    await project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(TRAIN, epoch, CLASSES));
  }
  await project.tagSamples(
    chosen({ field: 'samples', ranges: [[3, 4]] }),
    'odd, "very"',
    true,
    'me',
  );
  await project.noteSample(1, 4, 'Two\nlines.', 'me');
  await project.saveScore(
    ...([1, { name: 'how hard', description: 'A test.' }] as const),
    Float32Array.from({ length: TRAIN + TEST }, (_, i) => (i === 3 ? NaN : i / 3)),
  );
}, 60_000);
afterAll(async () => {
  await project.close();
  rmSync(folder, { recursive: true });
});

function chosen(
  filter: Filter = everything,
  moment: Selection['query']['moment'] = null,
): Selection {
  return { query: { dataset: 1, moment, filter, sort: bySample }, ranges: null };
}

/** Where it was written. */
async function exported(selection: Selection, given: Partial<ExportTarget>): Promise<string> {
  const path = join(folder, `out-${++written}`);
  const target: ExportTarget = { format: 'csv', path, replace: false, mode: 'copy', ...given };
  let last = { done: -1, total: -1 };
  for await (const progress of exportSamples(project, selection, target)) last = progress;
  expect(last.done).toBe(last.total);
  return path;
}
const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

test('JSON and Parquet have what the project says of each sample at a moment', async () => {
  const selection = chosen(
    {
      field: 'samples',
      ranges: [
        [2, 5],
        [59, 61],
      ],
    },
    { run: 1, epoch: 2 },
  );
  const rows = JSON.parse(
    readFileSync(await exported(selection, { format: 'json' }), 'utf8'),
  ) as Record<string, unknown>[];
  const bytes = readFileSync(await exported(selection, { format: 'parquet' }));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const floats = (row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Math.fround(value) : value,
      ]),
    );
  expect(await parquetReadObjects({ file })).toEqual(rows.map(floats));

  const [labels, columns, all, ids] = await Promise.all([
    project.labels(1),
    project.columns(1, 2),
    project.aggregates(1),
    project.contentIds(1),
  ]);
  expect(rows.map(({ sample }) => sample)).toEqual([2, 3, 4, 5, 59, 60, 61]);
  for (const row of rows) {
    const sample = row['sample'] as number;
    const train = sample < TRAIN;
    const of = (values: ArrayLike<number>) => (train ? values[sample] : null);
    const float = (value: unknown) => (value === null ? null : Math.fround(value as number));
    expect(row).toMatchObject({
      split: train ? 'train' : 'test',
      ...{ label: labels[sample], class: String(labels[sample]) },
      file: train
        ? `train-images-idx3-ubyte#${sample}`
        : `t10k-images-idx3-ubyte#${sample - TRAIN}`,
      content_id: Buffer.from(ids.subarray(16 * sample, 16 * sample + 16)).toString('hex'),
      tags: sample === 3 || sample === 4 ? 'odd, "very"' : null,
      note: sample === 4 ? 'Two\nlines.' : null,
      ...{ run: train ? 1 : null, epoch: train ? 2 : null },
      predicted: of(columns.predicted),
      hidden: train ? Number(hasBit(columns.hidden, sample)) : null,
      moved_back: train ? Number(hasBit(columns.movedBack, sample)) : null,
      times_hidden: of(all.timesHidden),
      forgetting: of(all.forgetting),
    });
    expect(float(row['loss'])).toBe(of(columns.loss));
    expect(float(row['mean_loss'])).toBe(of(all.meanLoss));
    expect(float(row['score:how hard'])).toBe(sample === 3 ? null : Math.fround(sample / 3));
    const never = !train || all.timesHidden[sample] === 0;
    expect([row['first_hidden'] === null, row['last_hidden'] === null]).toEqual([never, never]);
  }
});

test('CSV has a head and a line a sample, without a moment only what is of the samples', async () => {
  const [head, ...rows] = lines(await exported(chosen({ field: 'split', in: ['test'] }), {}));
  expect(head).toBe('sample,split,label,class,file,content_id,tags,note,score:how hard');
  expect(rows).toHaveLength(TEST);
});

test('numbers and names are those of the chosen places, in the order of the query', async () => {
  const selection: Selection = {
    query: {
      ...chosen(everything, { run: 1, epoch: 1 }).query,
      sort: { by: 'loss', descending: true },
    },
    ranges: [
      [0, 2],
      [10, 10],
    ],
  };
  const samples = [...(await project.selected(selection))];
  expect(lines(await exported(selection, { format: 'ids' }))).toEqual(samples.map(String));
  expect(lines(await exported(selection, { format: 'names' }))).toEqual(
    samples.map((sample) => `train-images-idx3-ubyte#${sample}`),
  );
});

test('a folder has the pictures of the source, in a folder for each class', async () => {
  const path = await exported(
    chosen({
      field: 'samples',
      ranges: [
        [0, 19],
        [70, 70],
      ],
    }),
    { format: 'folder' },
  );
  const labels = await project.labels(1);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.png'),
  );
  expect(files.sort()).toEqual(
    [...Array(20).keys(), 70].map((s) => join(`${labels[s]}`, `${s}-${labels[s]}.png`)).sort(),
  );
  const pixels = shapes(TRAIN, 1).images.subarray(16);
  const { data } = await sharp(join(path, `${labels[7]}/7-${labels[7]}.png`))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data).toEqual(Buffer.from(pixels.subarray(700, 800)));
});

test('an export that is stopped leaves nothing behind', async () => {
  const path = join(folder, 'stopped');
  const writing = exportSamples(project, chosen(), {
    format: 'folder',
    path,
    replace: false,
    mode: 'copy',
  });
  expect((await writing.next()).value).toEqual({ done: 16, total: TRAIN + TEST });
  await writing.return();
  expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
});

test.each([
  ['no sample is chosen', chosen({ any: [] }), {}, 'export-no-match'],
  [
    'pictures of IDX files are linked',
    chosen(),
    { format: 'folder', mode: 'link' },
    'export-nothing-to-link',
  ],
  [
    'it would write over the project',
    chosen(),
    { path: join(folder, 'test.mikke'), replace: true },
    'export-over-project',
  ],
  [
    'it would write over the project’s log',
    chosen(),
    { path: join(folder, 'test.mikke-wal'), replace: true },
    'export-over-project',
  ],
  [
    'it would write over the lock of the project’s writer',
    chosen(),
    { path: join(folder, 'test.mikke-writer'), replace: true },
    'export-over-project',
  ],
  ['the folder is not empty', chosen(), { format: 'folder', path: images }, 'export-folder-full'],
] as const)('nothing is written where %s', async (_, selection, target, code) => {
  await expect(exported(selection, target)).rejects.toMatchObject({ code });
  expect((await project.datasets()).length).toBe(1);
  expect(existsSync(join(images, 'train-images-idx3-ubyte'))).toBe(true);
});

test('class names become names of files that differ', () => {
  expect(fileNames(['a/b', 'A:B', '..', '', 'con', 'cat', 'Cat', 'x'.repeat(100)])).toEqual([
    ...['a_b', 'A_B_1', '_', '_3', 'con_4', 'cat', 'Cat_6', 'x'.repeat(80)],
  ]);
  expect(fileNames(['b_2', 'b', 'b'])).toEqual(['b_2', 'b', 'b_2_2']);
});

test('files that have changed since are told, and nothing is written', async () => {
  writeShapes(images, TRAIN - 1, TEST);
  await expect(exported(chosen(), { format: 'folder' })).rejects.toMatchObject({
    code: expect.stringMatching(/^(picture|dataset)-/) as string,
  });
  expect(existsSync(join(folder, `out-${written}`))).toBe(false);
});

test('a project is known by another case of its name where files are', () => {
  const is = (platform: NodeJS.Platform) => isOfProject('/a/B.mikke-WAL', '/A/b.mikke', platform);
  expect([is('win32'), is('darwin'), is('linux')]).toEqual([true, true, false]);
});
