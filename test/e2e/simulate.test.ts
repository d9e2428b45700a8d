/** `mikke simulate`, as it is typed, on tiny runs that were really trained. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Simulation } from '../../src/core/simulate/simulate.ts';
import { mikke, mikkeOk } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';
import { rowsOf, type Row } from '../support/rule.ts';

const TRAIN = 160;
const folder = mkdtempSync(join(tmpdir(), 'mikke-simulate-'));
const project = join(folder, 'first.mikke');
const at = ['--project', project];
const train = (...more: string[]) =>
  mikkeOk(
    ...['train', ...at, '--dataset', folder, '--model', 'resnet8', '--width', '2', '--batch', '16'],
    ...['--epochs', '4', '--lr', '0.05', '--tau', '0.3', '--engine', 'cpu', ...more],
  );
const simulate = (...words: string[]) => mikkeOk('simulate', ...at, ...words);
type Document = Simulation & {
  run: number;
  recipe: { policy: string; seed: number };
  samples: { epoch: number; hidden: number[]; recorded: { hidden: number[] } };
};
const document = async (...words: string[]) =>
  JSON.parse(await simulate(...words, '--json')) as Document;

let rows: Row[];
beforeAll(async () => {
  writeShapes(folder, TRAIN, 40);
  await train('--policy', 'kakurenbo', '--hide', '0.4');
  await train('--policy', 'random', '--hide', '0.4', '--seed', '5');
  rows = rowsOf(await mikkeOk('samples', ...at, '--run', '1'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['1', 'kakurenbo'],
  ['2', 'random'],
])('run %s is planned again just as it was under its own recipe', async (run, policy) => {
  const { historyPolicy, epochs, total } = await document('--run', run);
  expect(historyPolicy).toBe(policy);
  expect(epochs).toHaveLength(4);
  for (const { simulated, recorded, both } of epochs) {
    expect(simulated).toEqual(recorded);
    expect(both).toBe(recorded.hidden);
  }
  expect(total.recorded.hidden).toBeGreaterThan(0);
  expect(total.jaccard).toBe(1);
});

test('another policy is replayed on the history, and its samples are listed', async () => {
  const other = await document('--run', '1', '--policy', 'random', '--seed', '9', '--epoch', '2');
  expect(other).toMatchObject({
    ...{ run: 1, historyPolicy: 'kakurenbo', policy: 'random' },
    recipe: { policy: 'random', seed: 9, model: 'resnet8' },
    samples: { epoch: 2 },
  });
  const { hidden, recorded } = other.samples;
  const really = rows.filter((row) => row.epoch === 2 && row.hidden === 1).map((row) => row.sample);
  expect(recorded.hidden).toEqual(really);
  expect(hidden).toHaveLength(Math.floor(0.4 * 0.8 * TRAIN + 1e-9));
  expect(other.epochs[2]).toMatchObject({
    simulated: { hidden: hidden.length, backwardSamples: TRAIN - hidden.length },
    recorded: { hidden: really.length },
    both: hidden.filter((sample) => really.includes(sample)).length,
  });
});

test('the table begins with whose history it is', async () => {
  const text = await simulate('--run', '1', '--policy', 'random', '--match', '1', '--epoch', '3');
  const [first, , head, ...rest] = text.split('\n');
  expect(first).toBe(
    'What run 1 recorded under the policy "kakurenbo", replayed with policy=random another match. Nothing was trained; such a run would make a history of its own.',
  );
  expect(head).toMatch(/^epoch +scheduled +hidden +in the run/);
  expect(rest.slice(0, 5).map((line) => line.trim().split(/\s/)[0])).toEqual([
    '0',
    '1',
    '2',
    '3',
    'all',
  ]);
  expect(text).toContain('Epoch 3, whom either hides or moves back:');
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('a schedule takes the place of the settings', async () => {
  const file = join(folder, 'schedule.json');
  const hideFraction = [{ at: 0, value: 0.1, easing: 'hold' }];
  writeFileSync(file, JSON.stringify({ version: 1, clock: 'epoch', tracks: { hideFraction } }));
  const { epochs } = await document('--run', '1', '--policy', 'random', '--schedule', file);
  expect(epochs.map(({ simulated }) => simulated.hidden)).toEqual([16, 16, 16, 16]);
});

test.each([
  [['--run', '1', '--epoch', '4'], 'bad-value', 'from 0 to 3'],
  [['--run', '1', '--width', '3'], 'unknown-option', '--width'],
  [['--run', '1', '--hide', '1'], 'everything-hidden', 'would hide all'],
  [['--run', '1', '--match', '2'], 'unused-setting', 'match has no effect'],
])('%j is refused with a sentence', async (words, code, part) => {
  const { status, stdout, stderr } = await mikke('simulate', ...at, ...words);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toContain(part);
});
