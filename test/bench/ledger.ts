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
import { hasBit } from '../../src/core/ledger/bits.ts';
import type { EpochColumns, EpochRecord } from '../../src/core/record/run.ts';
import { openProject, type Project } from '../../src/project/project.ts';
import { CLASSES, EPOCHS, SAMPLES, epochsOf, imagenet, labels, newRun } from './imagenet.ts';

const asked = [0, 16_383, 16_384, 640_583, SAMPLES - 1];

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed<T>(into: number[], body: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await body();
  into.push(performance.now() - start);
  return result;
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

/** A project with the data set and one run. */
async function newProject(path: string): Promise<{ project: Project; run: number }> {
  const project = await openProject(path, { access: 'write', create: true, who: 'mikke bench' });
  const dataset = await project.addDataset(imagenet({ height: 1, width: 1, channels: 1 }));
  assert.deepEqual(await project.labels(dataset), labels);
  return { project, run: await project.createRun(newRun('bench', dataset)) };
}

const path = join(folder, 'imagenet.mikke');
const { project, run } = await newProject(path);

const timesHidden = new Uint16Array(SAMPLES);
const written = asked.map((sample) => ({ sample, epochs: [] as number[][] }));
let rawBytes = { stored: 0, pages: 0 };
let columns: EpochColumns | undefined;

const timePlan = <T>(plan: () => T): T => {
  const start = performance.now();
  const result = plan();
  times.plan.push(performance.now() - start);
  return result;
};
for (const epoch of epochsOf(1, timePlan)) {
  const { record } = epoch;
  const given = (columns = epoch.columns);
  assert.equal(record.backwardSamples + epoch.hidden.length, SAMPLES);
  for (const sample of epoch.hidden) timesHidden[sample]++;
  await timed(times.record, () => project.recordEpoch(run, record, given));

  for (const { sample, epochs } of written) {
    const { loss, confidence, predicted, correct, hidden, movedBack } = given;
    epochs.push([
      record.epoch,
      loss[sample],
      confidence[sample],
      predicted[sample],
      Number(hasBit(correct, sample)),
      Number(hasBit(hidden, sample)),
      Number(hasBit(movedBack, sample)),
    ]);
  }
  if (record.epoch === 0) rawBytes = await bytesOfRawEpoch(record, given);
}

const finish: number[] = [];
await timed(finish, () => project.finishRun(run, new Uint8Array(1000)));
assert.deepEqual(await project.columns(run, EPOCHS - 1), columns);
const aggregates = await project.aggregates(run);
assert.deepEqual(aggregates.timesHidden, timesHidden);
assert.deepEqual(aggregates.lastLoss, columns?.loss);

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
