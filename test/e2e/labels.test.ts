/** What a trained network says of samples, as a person asks for it on the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mikke, mikkeOk } from '../support/cli.ts';
import { flipLabels } from '../support/flipped-labels.ts';
import { shapes, writeShapes } from '../support/idx-folder.ts';

const TRAIN = 240;
const LABELS_BEGIN = 8;
const folder = mkdtempSync(join(tmpdir(), 'mikke-labels-'));
const project = join(folder, 'labels.mikke');
const { labels } = shapes(TRAIN, 1);
const flipped = flipLabels(labels.subarray(LABELS_BEGIN), 0.05, 3);

beforeAll(async () => {
  writeShapes(folder, TRAIN, 40);
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), labels);
  await mikkeOk(
    ...['train', '--project', project, '--dataset', folder, '--model', 'resnet8', '--width', '2'],
    ...['--epochs', '1', '--batch', '16', '--lr', '0.1', '--policy', 'none', '--engine', 'wasm'],
  );
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('neighbours of a sample are found, and the features for it worked out at the first time only', async () => {
  const asked = ['neighbours', '--project', project, '--run', '1', '--sample', '3', '--json'];
  const first = await mikke(...asked, '--count', '4');
  expect(first.stderr).toContain('The features of run 1 are missing');
  const { neighbours } = JSON.parse(first.stdout) as { neighbours: Record<string, unknown>[] };
  expect(neighbours).toHaveLength(4);
  const again = await mikke(...asked, '--count', '4');
  expect(again.stderr).toBe('');
  expect(again.stdout).toBe(first.stdout);
});

test('labels that were flipped are the likeliest errors by models that never saw them, which are trained once', async () => {
  const asked = [
    'labels',
    '--project',
    project,
    '--run',
    '1',
    '--cross-validated',
    '--folds',
    '2',
    '--epochs',
    '5',
  ];
  const first = await mikke(...asked, '--json', '--count', '6');
  expect(first.stderr).toContain('2 models are trained over 5 epochs');
  const found = JSON.parse(first.stdout) as {
    judged: number;
    samples: { sample: number; label: string; predicted: string; labelMargin: number }[];
  };
  expect(found.judged).toBe(TRAIN);
  const right = found.samples.filter(({ sample }) => flipped.includes(sample));
  expect(right.length).toBeGreaterThanOrEqual(4);
  expect(right.every(({ label, predicted }) => label !== predicted)).toBe(true);
  const again = await mikke(...asked, '--json', '--count', '6');
  expect(again.stderr).toBe('');
  expect(again.stdout).toBe(first.stdout);
}, 30_000);

test('folds that cannot be are refused with their range', async () => {
  const refused = await mikke('labels', '--run', '1', '--cross-validated', '--folds', '1');
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toContain('--folds cannot be "1": it must be a whole number from 2 to 20');
});
