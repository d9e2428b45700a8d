/** A search as a person carries it out: begun, killed, gone on with, and its schedule trained. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Schedule } from '../../src/core/schedule/schedule.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-search-'));
const file = join(folder, 'search.json');
const project = join(folder, 'whole.mikke');
const base = {
  ...{ dataset: 'shapes', model: 'resnet8', width: 2, epochs: 2, batch: 16, lr: 0.05 },
  ...{ engine: 'wasm', policy: 'none', validation: 40 },
};
const search = {
  ...{ version: 1, name: 'small', base, seeds: [1] },
  search: {
    ...{ method: 'sequential', stages: 3, candidates: [96, 160, 224] },
  },
};

type Shown = {
  trials: { name: string; accuracy: number; runs: number; numbers: number[] }[];
  decisions: { stage: number; bandwidth: number; reason: string }[];
  ended: string | null;
  result: { name: string; numbers: number[]; schedule: Schedule } | null;
};
const show = async (path: string, ...more: string[]) =>
  JSON.parse(
    await mikkeOk('search', 'show', 'small', '--project', path, '--json', ...more),
  ) as Shown;

let text = '';
beforeAll(async () => {
  const images = join(folder, 'shapes');
  mkdirSync(images);
  writeShapes(images, 136, 10);
  writeFileSync(file, JSON.stringify(search));
  text = await mikkeOk('search', 'run', file, '--project', project);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a search', () => {
  test('ends with its trials, what it decided and why, and the best', async () => {
    const { trials, result } = await show(project);
    expect(text).toContain(`Search small (sequential): ${trials.length} trials of 1 seed.`);
    expect(text).toMatch(/^Stage 1: \d+\. .*%\.$/m);
    expect(text).toContain(`Best: ${result?.name ?? ''} with `);
    expect(text).toContain('Every stage is decided.');
  });

  test('selects on what is held out of the training split', async () => {
    const shown = JSON.parse(await mikkeOk('run', 'show', '1', '--project', project, '--json')) as {
      dataset: unknown;
    };
    expect(shown.dataset).toMatchObject({
      ...{ trainCount: 96, testCount: 40, source: { validation: 40 } },
    });
  });

  test('has the highest accuracy of its trials as its result', async () => {
    const { trials, result } = await show(project);
    const highest = Math.max(...trials.map(({ accuracy }) => accuracy));
    expect(trials.find(({ name }) => name === result?.name)?.accuracy).toBe(highest);
  });

  test('writes a schedule that training takes, and that its best run has followed', async () => {
    const found = join(folder, 'found.json');
    const { result } = await show(project, '--schedule', found);
    expect(JSON.parse(readFileSync(found, 'utf8'))).toEqual(result?.schedule);
    const flags = Object.entries({ ...base, dataset: join(folder, 'shapes'), seed: 1 });
    const again = await mikkeOk(
      ...['train', '--project', join(folder, 'again.mikke'), '--schedule', found, '--json'],
      ...flags.flatMap(([key, value]) => [`--${key}`, String(value)]),
    );
    const best = await mikkeOk(
      'run',
      'show',
      String(result?.numbers[0]),
      '--project',
      project,
      '--json',
    );
    const last = (run: string) =>
      (JSON.parse(run) as { epochs: { testAccuracy: number; testLoss: number }[] }).epochs.at(-1);
    const { testAccuracy, testLoss } = last(best) ?? {};
    expect(last(again)).toMatchObject({ testAccuracy, testLoss });
  });

  test('is a study to whoever compares its trials', async () => {
    const table = await mikkeOk('study', 'show', 'small', '--project', project);
    expect(table).toContain('Differences are to "224 224 224"');
  });
});

test('a search that is killed goes on, and decides as the one that was not', async () => {
  const path = join(folder, 'killed.mikke');
  const run = ['search', 'run', file, '--project', path];
  const first = startMikke(run);
  await first.line(/trial 2: 160 224 224[^]*epoch 1 of/);
  first.child.kill('SIGKILL');
  const { stderr } = await first.ended;
  expect(stderr).toMatch(/Search small: 0 of at most 5 trials done\./);
  expect(stderr).toMatch(/1 of at most 5 trials done\. 224 224 224 had .* Kept: 224 224 224\./);
  expect(await show(path)).toMatchObject({ trials: [{ numbers: [1] }], ended: null });

  await mikkeOk(...run);
  const outcome = ({ trials, decisions, ended, result }: Shown) => ({
    trials: trials.map(({ name, accuracy, runs, numbers }) => ({ name, accuracy, runs, numbers })),
    ...{ decisions, ended, schedule: result?.schedule },
  });
  expect(outcome(await show(path))).toEqual(outcome(await show(project)));
});

describe('what cannot be', () => {
  const changed = (changes: Record<string, unknown>) => {
    const path = join(folder, 'changed.json');
    writeFileSync(path, JSON.stringify({ ...search, ...changes }));
    return path;
  };

  test.each<[string, () => string[], RegExp]>([
    [
      'a search that does not say what it selects on',
      () => ['run', changed({ base: { dataset: 'shapes' }, search: { method: 'greedy' } })],
      /Hold samples out with base\.validation.*\[bad-study\]/,
    ],
    [
      'a search that is not there',
      () => ['show', 'smal'],
      /Did you mean "small"\?.*\[search-missing\]/,
    ],
    [
      'a schedule where no file can be',
      () => ['show', 'small', '--schedule', join(folder, 'nowhere', 'found.json')],
      /nowhere.*cannot be written.*\[output-not-writable\]/,
    ],
  ])('%s is refused in a sentence', async (_, args, sentence) => {
    const { status, stderr } = await mikke('search', ...args(), '--project', project);
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence);
  });
});
