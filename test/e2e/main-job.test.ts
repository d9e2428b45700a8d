/** The main job as a person does it: train on the command line, and look at what was recorded. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeShapes } from '../support/idx-folder.ts';
import type { Review } from '../../src/core/forecast/review.ts';
import type { EpochRecord } from '../../src/core/record/run.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { assertFollowsTheRule, rowsOf, type Row } from '../support/rule.ts';

const TRAIN = 320;
const EPOCHS = 6;
const folder = mkdtempSync(join(tmpdir(), 'mikke-main-job-'));
const project = join(folder, 'first.mikke');
const recipe = [
  ...['--dataset', folder, '--model', 'resnet8', '--width', '2', '--epochs', String(EPOCHS)],
  ...['--batch', '16', '--lr', '0.05', '--policy', 'kakurenbo', '--hide', '0.3', '--tau', '0.5'],
  ...['--seed', '1', '--engine', 'wasm'],
];
const train = (path: string, ...more: string[]) => ['train', '--project', path, ...recipe, ...more];
const samples = (path: string, run: number, format = 'csv') =>
  mikkeOk('samples', '--project', path, '--run', String(run), '--format', format);

let csv = '';
type Shown = { epochs: EpochRecord[] } & Record<string, unknown>;
let shown: Shown;
beforeAll(async () => {
  writeShapes(folder, TRAIN, 90);
  shown = JSON.parse(await mikkeOk(...train(project, '--json'))) as Shown;
  csv = await samples(project, 1);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a trained run', () => {
  test('learns', () => {
    expect(shown.epochs.at(-1)?.testAccuracy).toBeGreaterThan(0.9);
  });

  test('hides nothing in epoch 0, something later, and never more than scheduled', () => {
    expect(shown.epochs[0].hidden).toBe(0);
    expect(Math.max(...shown.epochs.map(({ hidden }) => hidden))).toBeGreaterThan(0);
    const fractions = [0.3, 0.3, 0.24, 0.24, 0.18, 0.12];
    shown.epochs.forEach(({ hidden, scheduledHideFraction }, epoch) => {
      expect(scheduledHideFraction).toBeCloseTo(fractions[epoch], 12);
      expect(hidden).toBeLessThanOrEqual(Math.floor(fractions[epoch] * TRAIN + 1e-9));
    });
  });

  test('is reproduced by the rule, applied by brute force to the rows of the epoch before', () => {
    assertFollowsTheRule(rowsOf(csv), shown.epochs, TRAIN, 0.5);
  });

  test('has a row for every sample and epoch, whose means are those of the epoch', () => {
    const rows = rowsOf(csv);
    expect(rows).toHaveLength(TRAIN * EPOCHS);
    for (const epoch of shown.epochs) {
      const some = rows.filter((row) => row.epoch === epoch.epoch);
      const mean = (of: (row: Row) => number) =>
        some.reduce((sum, row) => sum + of(row), 0) / TRAIN;
      expect(mean(({ correct }) => correct)).toBeCloseTo(epoch.trainAccuracy, 12);
      expect(mean(({ loss }) => loss)).toBeCloseTo(epoch.trainLoss, 5);
      expect(some.every((row) => (row.predicted === row.label ? 1 : 0) === row.correct)).toBe(true);
    }
  });

  test('counts what was forwarded and learned from', () => {
    for (const { forwardSamples, backwardSamples, hidden } of shown.epochs) {
      expect(forwardSamples).toBe(TRAIN);
      expect(backwardSamples).toBe(TRAIN - hidden);
    }
  });

  test('is exported alike as CSV, JSON and Parquet', async () => {
    const rows = rowsOf(csv);
    expect(JSON.parse(await samples(project, 1, 'json'))).toEqual(rows);
    const { bytes } = await mikke(
      'samples',
      '--project',
      project,
      '--run',
      '1',
      '--format',
      'parquet',
    );
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const read = (await parquetReadObjects({ file: file as ArrayBuffer })) as Row[];
    const float = (row: Row) => ({
      ...row,
      loss: Math.fround(row.loss),
      confidence: Math.fround(row.confidence),
    });
    expect(read).toEqual(rows.map(float));
  });

  test('stands in the list of runs and can be shown', async () => {
    const runs = JSON.parse(await mikkeOk('runs', '--project', project, '--json')) as unknown[];
    expect(runs[0]).toMatchObject({
      id: 1,
      status: 'finished',
      policy: 'kakurenbo',
      epochsDone: EPOCHS,
    });
    const run: unknown = JSON.parse(
      await mikkeOk('run', 'show', '1', '--project', project, '--json'),
    );
    expect(run).toMatchObject({ recipe: { hide: 0.3, seed: 1 }, engine: { name: 'wasm' } });
    const text = await mikkeOk('run', 'show', '1', '--project', project);
    expect(text).toContain('Run 1 kakurenbo resnet8');
  });

  test('is shown beside its forecast, whose time a second run has as well', async () => {
    const { forecast, epochs } = shown as unknown as { forecast: Review; epochs: EpochRecord[] };
    const sum = (of: (epoch: EpochRecord) => number) =>
      epochs.reduce((total, epoch) => total + of(epoch), 0);
    const most = [0, 96, 76, 76, 57, 38].reduce((total, count) => total + count);
    const hidden = sum((epoch) => epoch.hidden);
    expect(forecast).toMatchObject({
      epochs: EPOCHS,
      certainty: 'at most',
      hidden: { forecast: most, measured: hidden, ratio: hidden / most },
      forwardSamples: { forecast: TRAIN * EPOCHS, measured: TRAIN * EPOCHS, ratio: 1 },
      backwardSamples: {
        forecast: TRAIN * EPOCHS - most,
        measured: sum(({ backwardSamples }) => backwardSamples),
      },
      seconds: null,
    });
    const first = await mikkeOk('run', 'show', '1', '--project', project);
    expect(first).toContain('No earlier run of this model, width and engine tells its time.');
    expect(first).toMatch(/samples forward +1,920 +1,920 +1.000/);

    const pair = join(folder, 'pair.mikke');
    await mikkeOk(...train(pair, '--epochs', '1'));
    await mikkeOk(...train(pair, '--epochs', '1', '--policy', 'none'));
    const second = await mikkeOk('run', 'show', '2', '--project', pair);
    expect(second).toMatch(/time, at the pace of run 1 +\d/);
  });
});

describe('the same recipe and seed', () => {
  test('give the same bytes again', async () => {
    await mikkeOk('run', 'clone', '1', '--project', project);
    expect(await samples(project, 2)).toBe(csv);
  });

  test('give the same bytes when the trainer is killed in mid-epoch', async () => {
    const path = join(folder, 'killed.mikke');
    const job = startMikke(train(path));
    const [, pid] = await job.line(/trainer process (\d+)/);
    await job.line(/epoch 2 of/);
    process.kill(Number(pid), 'SIGKILL');
    const { status, stderr } = await job.ended;
    expect(stderr).toContain('was lost (signal SIGKILL)');
    expect(status).toBe(0);
    expect(await samples(path, 1)).toBe(csv);
  });

  test('give the same bytes when everything is killed and the run is resumed', async () => {
    const path = join(folder, 'resumed.mikke');
    const job = startMikke(train(path));
    await job.line(/epoch 3 of/);
    job.child.kill('SIGKILL');
    await job.ended;
    const runs = JSON.parse(await mikkeOk('runs', '--project', path, '--json')) as unknown[];
    expect(runs[0]).toMatchObject({ status: 'interrupted' });
    await mikkeOk('resume', '1', '--project', path);
    expect(await samples(path, 1)).toBe(csv);
  });

  test('give the same bytes when the run is stopped by Ctrl-C and resumed', async () => {
    const path = join(folder, 'stopped.mikke');
    const job = startMikke(train(path));
    await job.line(/epoch 1 of/);
    job.child.kill('SIGINT');
    const { status, stderr } = await job.ended;
    expect(status).toBe(130);
    expect(stderr).toContain('[interrupted]');
    await mikkeOk('resume', '1', '--project', path);
    expect(await samples(path, 1)).toBe(csv);
  });
});

describe('other ways to run', () => {
  test('a changed copy follows its changes and keeps the rest', async () => {
    const text = await mikkeOk(
      'run',
      'clone',
      '1',
      '--project',
      project,
      '--set',
      'epochs=2',
      'seed=5',
      '--json',
    );
    expect(JSON.parse(text)).toMatchObject({ recipe: { epochs: 2, seed: 5, hide: 0.3, width: 2 } });
  });

  test('random hiding matched to a run hides as many, but others', async () => {
    const options = ['--policy', 'random', '--match', '1', '--json'];
    const { stdout, stderr } = await mikke(...train(project, ...options));
    expect(stderr).toContain('--tau has no effect. The hiding policy "random" does not read it.');
    const run = JSON.parse(stdout) as Shown;
    expect(run.epochs.map(({ hidden }) => hidden)).toEqual(
      shown.epochs.map(({ hidden }) => hidden),
    );
    const hidden = (text: string) =>
      rowsOf(text)
        .filter((row) => row.hidden)
        .map((row) => row.sample);
    expect(hidden(await samples(project, run['id'] as number))).not.toEqual(hidden(csv));
  });

  test('a schedule from a file is followed exactly', async () => {
    const path = join(folder, 'schedule.json');
    const keyframes = [
      { at: 0, value: 0.1, easing: 'linear' },
      { at: 2, value: 0.3, easing: 'hold' },
    ];
    writeFileSync(
      path,
      JSON.stringify({ version: 1, clock: 'epoch', tracks: { hideFraction: keyframes } }),
    );
    const run = JSON.parse(
      await mikkeOk(...train(project, '--schedule', path, '--epochs', '3', '--json')),
    ) as Shown;
    const fractions = run.epochs.map(({ scheduledHideFraction }) => scheduledHideFraction);
    [0.1, 0.2, 0.3].forEach((fraction, i) => expect(fractions[i]).toBeCloseTo(fraction, 12));
  });

  test('a run can be read while it trains, and a second writer is told who writes', async () => {
    const path = join(folder, 'shared.mikke');
    const job = startMikke(train(path, '--epochs', '40'));
    await job.line(/epoch 1 of/);
    const runs = JSON.parse(await mikkeOk('runs', '--project', path, '--json')) as unknown[];
    expect(runs[0]).toMatchObject({ status: 'running' });
    const second = await mikke(...train(path));
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(
      /is being written by mikke train \(process \d+\).*\[project-in-use\]/,
    );
    job.child.kill('SIGINT');
    expect((await job.ended).status).toBe(130);
  });
});
