/** Every column of every table, against what the project's own calls say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBit, unpackFlags } from '../../../src/core/ledger/bits.ts';
import { totalSeconds } from '../../../src/core/record/run.ts';
import { sqlExamples } from '../../../src/core/sql/examples.ts';
import { sqlTables } from '../../../src/core/sql/tables.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { addRun, recordEpochs } from '../support/synthetic.ts';
import { ask } from './ask.ts';

/** More than one chunk, so that the second one's samples are found as well. */
const TRAIN = 16_384 + 1_000;
const EPOCHS = 4;
const folder = mkdtempSync(join(tmpdir(), 'mikke-sql-'));
const path = join(folder, 'test.mikke');
let project: Project;
const rowsOf = async (sql: string) => (await ask(path, sql)).rows;
const columnOf = async (sql: string) => (await rowsOf(sql)).map(([cell]) => cell);

beforeAll(async () => {
  project = await openProject(path, { access: 'write', create: true, who: 'a test' });
  await addRun(project, TRAIN);
  await recordEpochs(project, 1, TRAIN, EPOCHS);
  await project.finishRun(1, Uint8Array.of(1));
  // Of another data set, with so many classes that they take two bytes, and still running.
  await addRun(project, 40, 300);
  await recordEpochs(project, 2, 40, 2, 300);
  const scores = Float32Array.from({ length: TRAIN + 5 }, (_, i) => (i === 3 ? NaN : i / 2));
  await project.saveScore(1, { name: 'how hard', description: 'It is a test.' }, scores);
}, 60_000);
afterAll(async () => {
  await project.close();
  rmSync(folder, { recursive: true });
});

test('has the tables and columns that are described', async () => {
  for (const { name, columns } of sqlTables) {
    const { names } = await ask(path, `SELECT * FROM ${name} LIMIT 1`);
    const more = name === 'samples' ? ['score:how hard'] : [];
    expect(names).toEqual([...columns.map((column) => column.name), ...more]);
  }
});

test('sample_epochs is what an epoch recorded', async () => {
  const epoch = 2;
  const [now, before] = await Promise.all([
    project.columns(1, epoch),
    project.columns(1, epoch - 1),
  ]);
  const labels = await project.labels(1);
  const flags = {
    correct: unpackFlags(now.correct, TRAIN),
    hidden: unpackFlags(now.hidden, TRAIN),
    movedBack: unpackFlags(now.movedBack, TRAIN),
    wasCorrect: unpackFlags(before.correct, TRAIN),
  };
  const rows = await rowsOf(`SELECT * FROM sample_epochs WHERE run = 1 AND epoch = ${epoch}`);
  const expected = Array.from({ length: TRAIN }, (_, i) => {
    const state = flags.hidden[i] ? 'hidden' : flags.movedBack[i] ? 'movedBack' : 'trained';
    return [
      ...[1, epoch, 1, i, labels[i], `class ${labels[i]}`],
      ...[now.loss[i], now.confidence[i], now.predicted[i], `class ${now.predicted[i]}`],
      ...[flags.correct[i], Number(flags.wasCorrect[i] === 1 && flags.correct[i] === 0)],
      ...[flags.hidden[i], flags.movedBack[i], state],
    ];
  });
  expect(rows.length).toBe(TRAIN);
  expect(JSON.stringify(rows)).toBe(JSON.stringify(expected));
});

test('one sample is found in every epoch, and reads nothing else', async () => {
  const sample = TRAIN - 7;
  const sql = `SELECT epoch, loss, predicted, hidden FROM sample_epochs WHERE run = 1 AND sample = ${sample}`;
  const history = await project.history(1, sample);
  expect(await rowsOf(sql)).toEqual(
    Array.from({ length: EPOCHS }, (_, i) => [
      ...[i, history.loss[i], history.predicted[i], history.hidden[i]],
    ]),
  );
  const plan = await rowsOf(`EXPLAIN QUERY PLAN ${sql}`);
  expect(plan.map((row) => row.at(-1))).toEqual([
    'SEARCH epochs USING PRIMARY KEY (run=?)',
    'SEARCH numbers USING INTEGER PRIMARY KEY (rowid=?)',
  ]);
});

test('classes of two bytes are read as they were recorded', async () => {
  const { predicted } = await project.columns(2, 1);
  expect(await columnOf('SELECT predicted FROM sample_epochs WHERE run = 2 AND epoch = 1')).toEqual(
    [...predicted],
  );
});

test('sample_runs is what all epochs of a run say, whether it has finished or not', async () => {
  for (const [run, samples, epochs] of [
    [1, TRAIN, EPOCHS],
    [2, 40, 2],
  ]) {
    const all = await project.aggregates(run);
    const columns = await Promise.all(
      Array.from({ length: epochs }, (_, epoch) => project.columns(run, epoch)),
    );
    const hidden = columns.map((column) => unpackFlags(column.hidden, samples));
    const rows = await rowsOf(
      `SELECT sample, times_hidden, forgetting, mean_loss, last_loss, first_hidden, last_hidden,
        round(label_probability, 5), round(variability, 5), round(margin, 5)
       FROM sample_runs WHERE run = ${run}`,
    );
    const expected = [...all.timesHidden].map((times, i) => {
      const epochsHidden = hidden.flatMap((flags, epoch) => (flags[i] === 1 ? [epoch] : []));
      const given = columns.map(({ loss }) => Math.exp(-loss[i]));
      const mean = given.reduce((sum, p) => sum + p, 0) / epochs;
      const square = given.reduce((sum, p) => sum + (p - mean) ** 2, 0) / epochs;
      const margins = columns.map(({ confidence, correct }, epoch) =>
        hasBit(correct, i) ? 2 * given[epoch] - 1 : given[epoch] - confidence[i],
      );
      return [
        ...[i, times, all.forgetting[i], all.meanLoss[i], all.lastLoss[i]],
        ...[epochsHidden[0] ?? null, epochsHidden.at(-1) ?? null],
        ...[mean, Math.sqrt(square), margins.reduce((sum, m) => sum + m, 0) / epochs],
      ];
    });
    expect(rows.length).toBe(samples);
    for (const [i, row] of rows.entries()) {
      expect(row.slice(0, 7)).toEqual(expected[i].slice(0, 7));
      for (let c = 7; c < 10; c++) expect(row[c]).toBeCloseTo(expected[i][c] as number, 4);
      if (i > 2_000) break;
    }
  }
});

describe('samples', () => {
  test('are those of every data set, with names and digests', async () => {
    const [labels, contentIds, index] = await Promise.all([
      project.labels(1),
      project.contentIds(1),
      project.sourceIndex(1),
    ]);
    const rows = await rowsOf(
      'SELECT sample, split, label, class, file, content_id FROM samples WHERE dataset = 1',
    );
    const expected = [...labels].map((label, i) => [
      ...[i, i < TRAIN ? 'train' : 'test', label, `class ${label}`],
      `${i < TRAIN ? 'a' : 'c'}#${index[i]}`,
      Buffer.from(contentIds.subarray(16 * i, 16 * i + 16)).toString('hex'),
    ]);
    expect(JSON.stringify(rows)).toBe(JSON.stringify(expected));
    expect(await columnOf('SELECT count(*) FROM samples')).toEqual([TRAIN + 5 + 45]);
  });

  test('have the scores that are kept, and null where one has none', async () => {
    expect(
      await rowsOf('SELECT dataset, sample, "score:how hard" FROM samples WHERE sample IN (2, 3)'),
    ).toEqual([
      [1, 2, 1],
      [1, 3, null],
      [2, 2, null],
      [2, 3, null],
    ]);
  });
});

test('epochs and runs have their figures', async () => {
  const [run] = await project.runs();
  const epochs = await project.epochs(1);
  expect(
    await rowsOf('SELECT epoch, test_accuracy, train_seconds, seconds FROM epochs WHERE run = 1'),
  ).toEqual(
    epochs.map((record) => [
      ...[record.epoch, record.testAccuracy, record.seconds.train, totalSeconds(record)],
    ]),
  );
  expect(
    await rowsOf(`SELECT name, status, epochs, samples, recipe ->> '$.policy' FROM runs`),
  ).toEqual([
    [run.name, 'finished', EPOCHS, TRAIN, run.recipe.policy],
    ['first', 'running', 2, 40, run.recipe.policy],
  ]);
});

test('a join of two runs or epochs finds its samples by their number', async () => {
  const [hidden, other] = await Promise.all([project.columns(1, 2), project.columns(1, 3)]);
  const [a, b] = [unpackFlags(hidden.hidden, TRAIN), unpackFlags(other.hidden, TRAIN)];
  expect(
    await columnOf(`SELECT count(*) FROM sample_epochs AS a JOIN sample_epochs AS b USING (run, sample)
      WHERE run = 1 AND a.epoch = 2 AND b.epoch = 3 AND a.hidden AND NOT b.hidden`),
  ).toEqual([a.filter((flag, i) => flag === 1 && b[i] === 0).length]);
});

test.each(sqlExamples)('the example "$title" is carried out', async ({ sql }) => {
  const { names } = await ask(path, sql({ run: 1, epoch: 2, other: 1 }));
  expect(names.length).toBeGreaterThan(0);
});

test('values that JSON does not have come as text', async () => {
  const { kinds, rows } = await ask(
    path,
    `SELECT 9007199254740993, 9e999, x'00ff', NULL, 0.5 UNION ALL SELECT 1, 1, 'a', NULL, 2`,
  );
  expect(rows[0]).toEqual(['9007199254740993', 'Infinity', "X'00ff'", null, 0.5]);
  expect(kinds).toEqual(['integer', 'real', 'text', 'none', 'real']);
});

test('sees what is recorded while the app has the project open', async () => {
  await project.recordEpoch(
    2,
    { ...(await project.epochs(2))[0], epoch: 2 },
    await project.columns(2, 1),
  );
  expect(await columnOf('SELECT epochs FROM runs WHERE id = 2')).toEqual([3]);
});
