/**
 * Whether wrong labels are found: 5,000 samples of MNIST, 5 % of whose labels are flipped on purpose,
 * ranked by the margin from training dynamics and by the cross-validated one. Prints the area under
 * the curve of both, and how many of those that stand first were flipped.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDataset } from '../../src/dataset/load.ts';
import type { Samples } from '../../src/dataset/samples.ts';
import { openProject } from '../../src/project/project.ts';
import { addEpoch, newTally, runColumnOf } from '../../src/project/tally.ts';
import { mikkeOk } from '../support/cli.ts';
import { areaUnderCurve, flipLabels } from '../support/flipped-labels.ts';
import { idx } from '../support/idx-folder.ts';

const SAMPLES = 5000;
const SHARE = 0.05;
const EPOCHS = 3;

const json = process.argv.includes('--json');
const folder = mkdtempSync(join(tmpdir(), 'mikke-labels-'));

function write(split: 'train' | 't10k', { count, shape, pixels, labels }: Samples): void {
  const { height, width } = shape;
  writeFileSync(join(folder, `${split}-images-idx3-ubyte`), idx([count, height, width], pixels));
  writeFileSync(join(folder, `${split}-labels-idx1-ubyte`), idx([count], labels));
}

type Judged = { sample: number; labelMargin: number };

try {
  const source = { folder: 'mnist', limit: SAMPLES, testLimit: 1000, dataSeed: 1, files: {} };
  const { train, test } = loadDataset(source);
  const labels = train.labels.slice();
  const flipped = flipLabels(labels, SHARE, 10);
  write('train', { ...train, labels });
  write('t10k', test);

  const path = join(folder, 'labels.mikke');
  await mikkeOk(
    ...['train', '--project', path, '--dataset', folder, '--model', 'resnet8', '--width', '8'],
    ...['--epochs', String(EPOCHS), '--batch', '64', '--policy', 'none', '--seed', '1'],
  );
  const project = await openProject(path, { access: 'read', who: 'a benchmark' });
  const tally = newTally(SAMPLES);
  for (let epoch = 0; epoch < EPOCHS; epoch++) addEpoch(tally, await project.columns(1, epoch));
  await project.close();

  const start = performance.now();
  const shown = await mikkeOk(
    ...['labels', '--project', path, '--run', '1', '--cross-validated', '--json'],
    ...['--count', String(SAMPLES)],
  );
  const seconds = (performance.now() - start) / 1000;
  const { samples, engine } = JSON.parse(shown) as { samples: Judged[]; engine: string };
  const held = new Float32Array(SAMPLES);
  for (const { sample, labelMargin } of samples) held[sample] = labelMargin;

  const first = (margins: Float32Array) => {
    const order = [...margins.keys()].sort((a, b) => margins[a] - margins[b]);
    return order.slice(0, flipped.length).filter((sample) => flipped.includes(sample)).length;
  };
  const of = (margins: Float32Array) => ({
    areaUnderCurve: areaUnderCurve(margins, flipped),
    flippedAmongFirst: first(margins),
  });
  const figures = {
    ...{ samples: SAMPLES, flipped: flipped.length, epochs: EPOCHS, engine },
    trainingDynamics: of(runColumnOf(tally, 'margin')),
    crossValidated: { ...of(held), folds: 5, seconds },
  };
  console.log(json ? JSON.stringify(figures, null, 2) : figures);
  for (const { areaUnderCurve } of [figures.trainingDynamics, figures.crossValidated]) {
    assert.ok(areaUnderCurve > 0.95, 'flipped labels are not found');
  }
} finally {
  rmSync(folder, { recursive: true });
}
