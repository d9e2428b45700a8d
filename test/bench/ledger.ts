/**
 * The design load: ImageNet's 1,281,167 training samples in 1000 classes, through 90 epochs.
 * Measures planning, recording, one sample's history and what the columns take on disk, and checks
 * every answer as it goes. `--json` prints the figures as JSON. Ends with status 1 where a target is missed.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { kakurenbo } from '../../src/core/hiding/kakurenbo.ts';
import { hasBit, packFlags, packIndices } from '../../src/core/ledger/bits.ts';
import { newLedger, type Ledger } from '../../src/core/ledger/ledger.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import { defaultRecipe, fullSchedule } from '../../src/core/recipe/recipe.ts';
import { CONTENT_ID_BYTES } from '../../src/core/record/dataset.ts';
import type { EpochColumns, EpochRecord } from '../../src/core/record/run.ts';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import { openProject, type Project } from '../../src/project/project.ts';

const SAMPLES = 1_281_167;
const CLASSES = 1000;
const EPOCHS = 90;
const asked = [0, 16_383, 16_384, 640_583, SAMPLES - 1];

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed<T>(into: number[], body: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await body();
  into.push(performance.now() - start);
  return result;
}

const drawLabel = randomStream({ seed: 1, purpose: 'labels' });
const labels = Uint16Array.from({ length: SAMPLES }, () => drawLabel.below(CLASSES));

/** What a model might say in an epoch: three in four right at last, with losses that fall. */
function learn(ledger: Ledger, epoch: number): void {
  const random = randomStream({ seed: 1, purpose: 'facts', epoch });
  const right = 0.2 + 0.58 * (1 - Math.exp(-(epoch + 1) / 12));
  const margin = 0.5 + 2 * (epoch / EPOCHS);
  for (let i = 0; i < ledger.size; i++) {
    // A sum of uniform numbers is near enough to normal here, and ten times as quick.
    const noise = (random.float() + random.float() + random.float() - 1.5) * 2;
    if (random.float() < right) {
      const confidence = 1 / (1 + Math.exp(-(margin + 1.8 * noise)));
      ledger.confidence[i] = confidence;
      ledger.loss[i] = -Math.log(confidence);
      ledger.predicted[i] = labels[i];
      ledger.correct[i] = 1;
    } else {
      ledger.confidence[i] = 0.2 + 0.6 * random.float();
      ledger.loss[i] = 1 + 2.5 * Math.abs(noise);
      ledger.predicted[i] = (labels[i] + 1 + random.below(CLASSES - 1)) % CLASSES;
      ledger.correct[i] = 0;
    }
  }
}

/** Bytes that tables and their indexes take: what is stored in them, and whole pages of the file. */
function bytesOn(path: string, where: string): { stored: number; pages: number } {
  const database = new Database(path, { readonly: true });
  const sum = database
    .prepare(`SELECT sum(payload) AS stored, sum(pgsize) AS pages FROM dbstat WHERE ${where}`)
    .get() as { stored: number; pages: number };
  database.close();
  return sum;
}
const ofColumns = `name IN ('epoch_chunks', 'sqlite_autoindex_epoch_chunks_1', 'raw_epoch_chunk')`;

/** Closed as soon as the epoch is recorded, a project has it raw, but for a chunk or two. */
async function bytesOfRawEpoch(record: EpochRecord, columns: EpochColumns) {
  const path = join(folder, 'raw.mikke');
  const { project, run } = await newProject(path);
  const recorded = project.recordEpoch(run, record, columns);
  await Promise.all([recorded, project.close()]);
  const bytes = bytesOn(path, ofColumns);
  const reader = await openProject(path, { access: 'read', who: 'mikke bench' });
  assert.deepEqual(await reader.columns(run, 0), columns);
  await reader.close();
  return bytes;
}

const folder = mkdtempSync(join(tmpdir(), 'mikke-ledger-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const times = { plan: [] as number[], record: [] as number[], history: [] as number[] };
const recipe = { ...defaultRecipe(), epochs: EPOCHS };
const schedule = fullSchedule(recipe);

/** A project with the data set and one run. */
async function newProject(path: string): Promise<{ project: Project; run: number }> {
  const project = await openProject(path, { access: 'write', create: true, who: 'mikke bench' });
  const dataset = await project.addDataset({
    record: {
      name: 'synthetic',
      source: {
        importer: 'idx',
        folder: '/nowhere',
        files: { trainImages: 'a', trainLabels: 'b', testImages: 'c', testLabels: 'd' },
        limit: null,
        testLimit: null,
        dataSeed: 0,
      },
      fingerprint: '0'.repeat(64),
      height: 1,
      width: 1,
      channels: 1,
      classNames: Array.from({ length: CLASSES }, (_, i) => String(i)),
      trainCount: SAMPLES,
      testCount: 0,
      pixelMean: [0],
      pixelStd: [1],
      tileWidth: 1,
      tileHeight: 1,
    },
    labels,
    contentIds: new Uint8Array(SAMPLES * CONTENT_ID_BYTES),
    sourceIndex: Uint32Array.from(labels.keys()),
    atlases: [],
  });
  assert.deepEqual(await project.labels(dataset), labels);
  const run = await project.createRun({ name: 'bench', recipe, schedule, dataset, versions: {} });
  return { project, run };
}

const path = join(folder, 'imagenet.mikke');
const { project, run } = await newProject(path);

const ledger = newLedger(SAMPLES, CLASSES);
const timesHidden = new Uint16Array(SAMPLES);
const written = asked.map((sample) => ({ sample, epochs: [] as number[][] }));
let rawBytes = { stored: 0, pages: 0 };
let columns: EpochColumns | undefined;

for (let epoch = 0; epoch < EPOCHS; epoch++) {
  const hideFraction = evaluate(schedule.tracks.hideFraction, epoch);
  const random = (purpose: string) => randomStream({ seed: recipe.seed, purpose, epoch });
  const plan = await timed(times.plan, () =>
    kakurenbo.plan({
      ...{ epoch, epochs: EPOCHS, ledger, hideFraction, random },
      ...{ settings: recipe, match: null },
    }),
  );
  assert.equal(plan.train.length + plan.hidden.length, SAMPLES);
  for (const sample of plan.hidden) timesHidden[sample]++;

  learn(ledger, epoch);
  columns = {
    loss: ledger.loss,
    confidence: ledger.confidence,
    predicted: ledger.predicted,
    correct: packFlags(ledger.correct),
    hidden: packIndices(plan.hidden, SAMPLES),
    movedBack: packIndices(plan.movedBack, SAMPLES),
  };
  const given: EpochColumns = columns;
  const accuracy = ledger.correct.reduce((sum, right) => sum + right, 0) / SAMPLES;
  const record: EpochRecord = {
    epoch,
    at: epoch,
    trainLoss: 1,
    trainAccuracy: accuracy,
    testLoss: 1,
    testAccuracy: accuracy,
    scheduledHideFraction: plan.scheduledHideFraction,
    realisedHideFraction: plan.hidden.length / SAMPLES,
    hidden: plan.hidden.length,
    movedBack: plan.movedBack.length,
    learningRateFactor: plan.learningRateFactor,
    learningRate: 0.1,
    forwardSamples: SAMPLES,
    backwardSamples: plan.train.length,
    ...{
      forwardPixels: 1,
      backwardPixels: 1,
      viewHeight: 224,
      viewWidth: 224,
      magnitude: null,
      batchSize: 256,
    },
    seconds: { score: 0, train: 1, refresh: 1, evaluate: 1, plan: 1, record: 0 },
  };
  await timed(times.record, () => project.recordEpoch(run, record, given));

  for (const { sample, epochs } of written) {
    const { loss, confidence, predicted, correct } = ledger;
    epochs.push([
      epoch,
      loss[sample],
      confidence[sample],
      predicted[sample],
      correct[sample],
      Number(hasBit(given.hidden, sample)),
      Number(hasBit(given.movedBack, sample)),
    ]);
  }
  if (epoch === 0) rawBytes = await bytesOfRawEpoch(record, given);
}

const finish: number[] = [];
await timed(finish, () => project.finishRun(run, new Uint8Array(1000)));
assert.deepEqual(await project.columns(run, EPOCHS - 1), columns);
const aggregates = await project.aggregates(run);
assert.deepEqual(aggregates.timesHidden, timesHidden);
assert.deepEqual(aggregates.lastLoss, ledger.loss);

for (const { sample, epochs } of written) {
  // The first time also reads from the disk; what counts is the median.
  for (let time = 0; time < 5; time++) {
    const h = await timed(times.history, () => project.history(run, sample));
    const read = Array.from(h.epochs, (epoch, i) => [
      epoch,
      h.loss[i],
      h.confidence[i],
      h.predicted[i],
      h.correct[i],
      h.hidden[i],
      h.movedBack[i],
    ]);
    assert.deepEqual(read, epochs);
  }
}
await project.close();
const packedBytes = bytesOn(path, ofColumns);

const perSample = (bytes: number, epochs: number) => bytes / SAMPLES / epochs;
const figures = [
  { what: 'plan', unit: 'ms', value: median(times.plan), target: 60 },
  { what: 'record an epoch', unit: 'ms', value: median(times.record), target: 150 },
  { what: "a sample's history", unit: 'ms', value: median(times.history), target: 20 },
  { what: 'raw columns', unit: 'bytes', value: perSample(rawBytes.stored, 1), target: 10.5 },
  { what: 'raw, whole pages', unit: 'bytes', value: perSample(rawBytes.pages, 1) },
  {
    what: 'packed columns',
    unit: 'bytes',
    value: perSample(packedBytes.stored, EPOCHS),
    target: 8,
  },
  {
    what: 'packed, whole pages',
    unit: 'bytes',
    value: perSample(packedBytes.pages, EPOCHS),
    target: 8,
  },
  { what: 'whole file', unit: 'bytes', value: perSample(statSync(path).size, EPOCHS) },
  { what: 'slowest record', unit: 'ms', value: Math.max(...times.record) },
  { what: 'finish the run', unit: 'ms', value: finish[0] },
].map((figure) => ({
  ...figure,
  met: figure.target === undefined || figure.value <= figure.target,
}));

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ samples: SAMPLES, epochs: EPOCHS, classes: CLASSES, figures }));
} else {
  console.log(
    `${SAMPLES} samples, ${EPOCHS} epochs, ${CLASSES} classes; bytes are a sample and epoch`,
  );
  for (const { what, unit, value, target, met } of figures) {
    const against = target === undefined ? '' : `  at most ${target}${met ? '' : '  MISSED'}`;
    console.log(`${what.padEnd(20)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(6)}${against}`);
  }
}
process.exitCode = figures.every(({ met }) => met) ? 0 : 1;
