/** A study as a person carries it out: begun, killed, gone on with, and compared. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyResults } from '../../src/core/study/results.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';

const EPOCHS = 3;
const folder = mkdtempSync(join(tmpdir(), 'mikke-study-'));
const file = join(folder, 'study.json');
const project = join(folder, 'whole.mikke');
const study = {
  version: 1,
  name: 'hiding',
  base: {
    ...{ dataset: 'shapes', model: 'resnet8', width: 2, epochs: EPOCHS, batch: 16, lr: 0.05 },
    ...{ engine: 'wasm', tau: 0.5 },
  },
  arms: [
    { name: 'baseline', settings: { policy: 'none' } },
    { name: 'kakurenbo', settings: { policy: 'kakurenbo', hide: 0.3 } },
    { name: 'random', settings: { policy: 'random' }, match: 'kakurenbo' },
  ],
  seeds: [1, 2],
};

const show = async (path: string, ...more: string[]) =>
  JSON.parse(
    await mikkeOk('study', 'show', 'hiding', '--project', path, '--json', ...more),
  ) as StudyResults;
const valuesOf = (results: StudyResults, measure: 'testAccuracy' | 'backwardSamples') =>
  results.arms.map(({ measures }) => measures[measure].values);

let table = '';
beforeAll(async () => {
  const images = join(folder, 'shapes');
  mkdirSync(images);
  writeShapes(images, 160, 60);
  writeFileSync(file, JSON.stringify(study));
  table = await mikkeOk('study', 'run', file, '--project', project);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a study', () => {
  test('ends with a table of its arms', () => {
    expect(table).toContain('Study hiding: 6 of 6 runs finished (3 arms, 2 seeds).');
    expect(table).toMatch(/^kakurenbo +2 of 2 +\d+\.\d\d %/m);
  });

  test('finds its data set beside its file, and imports it once', async () => {
    const shown = JSON.parse(await mikkeOk('run', 'show', '6', '--project', project, '--json')) as {
      name: string;
      dataset: { id: number; name: string };
    };
    expect(shown).toMatchObject({
      name: 'hiding: random, seed 2',
      dataset: { id: 1, name: 'shapes' },
    });
  });

  test('hides as many at random as it did by the rule', async () => {
    const [, rule, random] = valuesOf(await show(project), 'backwardSamples');
    expect(random.map(({ value }) => value)).toEqual(rule.map(({ value }) => value));
    expect(Math.min(...rule.map(({ value }) => value))).toBeLessThan(160 * EPOCHS);
  });

  test('shows every arm against the chosen baseline, at its end, an accuracy and a time', async () => {
    const options = ['--baseline', 'random', '--at-accuracy', '0.1', '--at-seconds', '1000'];
    const { arms, options: used } = await show(project, ...options);
    expect(used).toMatchObject({ baseline: 'random', atAccuracy: 0.1, withEvaluation: false });
    const [baseline, , random] = arms;
    expect(random.measures.testAccuracy.difference).toBeNull();
    const [one, two] = baseline.measures.testAccuracy.values;
    const others = random.measures.testAccuracy.values;
    const mean = (one.value - others[0].value + two.value - others[1].value) / 2;
    expect(baseline.measures.testAccuracy.difference?.mean).toBeCloseTo(mean, 12);
    expect(baseline.measures.testAccuracy.difference?.n).toBe(2);
    // Every run had ended after 1,000 s, and had learned that much by then.
    expect(baseline.measures.accuracyAtSeconds.values.map(({ value }) => value)).toEqual(
      baseline.measures.testAccuracy.values.map(({ value }) => value),
    );
    expect(baseline.measures.secondsToAccuracy.summary?.n).toBe(2);
  });

  test('counts evaluation as time only where that is asked for', async () => {
    const seconds = ({ arms }: StudyResults) => arms[0].measures.seconds.summary?.mean ?? NaN;
    const without = seconds(await show(project));
    expect(seconds(await show(project, '--with-evaluation'))).toBeGreaterThan(without);
  });

  test('is listed', async () => {
    const text = await mikkeOk('study', 'list', '--project', project);
    expect(text).toMatch(/hiding +baseline, kakurenbo, random +1, 2 +6 of 6 runs/);
  });
});

test('a study that is killed twice goes on, and ends as the one that was not', async () => {
  const path = join(folder, 'killed.mikke');
  const run = ['study', 'run', file, '--project', path];
  const first = startMikke(run);
  await first.line(/run 2 of 6[^]*epoch 2 of/);
  first.child.kill('SIGKILL');
  await first.ended;
  const partial = await show(path);
  expect(partial.arms.map(({ finished }) => finished)).toEqual([1, 0, 0]);
  expect(partial.arms[1].runs[0]).toMatchObject({ run: 2, status: 'interrupted' });

  // This time as soon as a run is begun, before its trainer says a word.
  const second = startMikke(run);
  await second.line(/Study hiding, run 4 of 6/);
  second.child.kill('SIGKILL');
  const { stderr } = await second.ended;
  expect(stderr).toMatch(/Going on after epoch [12] of 3/);
  expect(stderr).not.toContain('run 1 of 6');

  await mikkeOk(...run);
  const [whole, killed] = [await show(project), await show(path)];
  expect(killed.finished).toBe(6);
  for (const measure of ['testAccuracy', 'backwardSamples'] as const) {
    expect(valuesOf(killed, measure)).toEqual(valuesOf(whole, measure));
  }
});

test('a study that is stopped by Ctrl-C says how it goes on', async () => {
  const path = join(folder, 'stopped.mikke');
  const job = startMikke(['study', 'run', file, '--project', path]);
  await job.line(/epoch 1 of/);
  job.child.kill('SIGINT');
  const { status, stderr } = await job.ended;
  expect(status).toBe(130);
  expect(stderr).toContain('Go on with "mikke study run". [interrupted]');
  expect((await show(path)).arms[0].runs[0]).toMatchObject({ run: 1, status: 'stopped' });
});

describe('what cannot be', () => {
  const changed = (changes: Record<string, unknown>) => {
    const path = join(folder, 'changed.json');
    writeFileSync(path, JSON.stringify({ ...study, ...changes }));
    return path;
  };

  test.each<[string, string[] | (() => string[]), RegExp]>([
    [
      'a study with another recipe for a recorded run',
      () => ['run', changed({ base: { ...study.base, lr: 0.1 } }), '--project', project],
      /run 1 is of arm "baseline" with seed 1, whose lr was 0\.05 and is 0\.1 now\..*\[study-changed\]/,
    ],
    [
      'a misspelt setting',
      () => ['run', changed({ base: { epoch: 3 } }), '--project', project],
      /no setting "base\.epoch"\. Did you mean "base\.epochs"\?.*\[unknown-key\]/,
    ],
    [
      'a study that is not there',
      ['show', 'hidin', '--project', project],
      /Did you mean "hiding"\?.*\[study-missing\]/,
    ],
    [
      'a baseline that is no arm',
      ['show', 'hiding', '--project', project, '--baseline', 'none'],
      /one of baseline, kakurenbo, random.*\[bad-value\]/,
    ],
    [
      'an accuracy above 1',
      ['show', 'hiding', '--project', project, '--at-accuracy', '90'],
      /--at-accuracy cannot be "90".*\[bad-value\]/,
    ],
  ])('%s is refused in a sentence', async (_, args, sentence) => {
    const { status, stderr } = await mikke('study', ...(Array.isArray(args) ? args : args()));
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence);
  });
});
