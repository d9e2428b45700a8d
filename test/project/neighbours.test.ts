import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random/stream.ts';
import { FEATURE_CHUNK, type FeatureChunk } from '../../src/core/record/features.ts';
import type { Project } from '../../src/project/project.ts';
import { opened, projectPath } from './support/folder.ts';
import { addRun, recordEpochs } from './support/synthetic.ts';
import Database from 'better-sqlite3';

const TEST_SAMPLES = 5;

/** Features from few values, so that some samples are equally near, and some have none at all. */
function chunksOf(samples: number, dims: number, seed: number): FeatureChunk[] {
  const random = randomStream({ seed, purpose: 'features' });
  const chunks: FeatureChunk[] = [];
  for (let start = 0; start < samples; start += FEATURE_CHUNK) {
    const length = Math.min(FEATURE_CHUNK, samples - start);
    const values = new Uint8Array(length * dims).map(() => random.below(4) * 85);
    const scales = new Float32Array(length).map(() => random.float());
    chunks.push({ dims, scales, values });
  }
  return chunks;
}

/** By the definition: features in float64, made as long as 1, each against each, sorted. */
function naive(chunks: FeatureChunk[], sample: number, count: number) {
  const rows = chunks.flatMap(({ dims, scales, values }) =>
    Array.from(scales, (scale, i) => {
      const row = Array.from(values.subarray(i * dims, (i + 1) * dims), (value) => value * scale);
      const length = Math.hypot(...row);
      return length === 0 ? row : row.map((feature) => feature / length);
    }),
  );
  return rows
    .map((row, other) => ({
      other,
      distance: 1 - row.reduce((sum, feature, d) => sum + feature * rows[sample][d], 0),
    }))
    .filter(({ other }) => other !== sample)
    .sort((a, b) =>
      Math.abs(a.distance - b.distance) > 1e-9 ? a.distance - b.distance : a.other - b.other,
    )
    .slice(0, count);
}

async function withFeatures(project: Project, samples: number, chunks: FeatureChunk[]) {
  const run = await addRun(project, samples - TEST_SAMPLES);
  for (const [n, chunk] of chunks.entries()) await project.addFeatures(run, n, chunk);
  return run;
}

test.each([
  [6, 4, 3],
  [500, 7, 64],
  [FEATURE_CHUNK + 300, 3, 10],
])(
  'of %i samples with %i features the nearest %i are those of the definition',
  async (samples, dims, count) => {
    const project = await opened(projectPath());
    const chunks = chunksOf(samples, dims, samples);
    const run = await withFeatures(project, samples, chunks);
    for (const sample of [0, 3, samples - 1]) {
      const found = await project.neighbours(run, sample, count);
      const expected = naive(chunks, sample, count);
      expect([...found.samples]).toEqual(expected.map(({ other }) => other));
      expected.forEach(({ distance }, i) => expect(found.distances[i]).toBeCloseTo(distance, 6));
    }
  },
);

test('features count only when all are there', async () => {
  const project = await opened(projectPath());
  const samples = 2 * FEATURE_CHUNK;
  const chunks = chunksOf(samples, 2, 1);
  const run = await withFeatures(project, samples, chunks.slice(0, 1));
  expect(await project.features(run)).toEqual({ chunks: 1, whole: false });
  await expect(project.neighbours(run, 0, 5)).rejects.toMatchObject({ code: 'features-missing' });
  await expect(project.addFeatures(run, 0, chunks[0])).rejects.toThrow('not the next');
  await project.addFeatures(run, 1, chunks[1]);
  expect(await project.features(run)).toEqual({ chunks: 2, whole: true });
  expect((await project.neighbours(run, 0, 5)).samples).toHaveLength(5);
  await expect(project.neighbours(run, samples, 5)).rejects.toMatchObject({
    code: 'sample-missing',
  });
});

test('one that is alone has no neighbour', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 0, 10);
  expect((await project.dataset(1)).testCount).toBe(TEST_SAMPLES);
  await project.addFeatures(run, 0, chunksOf(TEST_SAMPLES, 2, 1)[0]);
  expect((await project.neighbours(run, 0, 64)).samples).toHaveLength(TEST_SAMPLES - 1);
});

test('features go with the weights that they come from', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 20);
  await recordEpochs(project, run, 20, 2);
  await project.finishRun(run, Uint8Array.of(1));
  const [chunk] = chunksOf(25, 2, 1);
  await project.addFeatures(run, 0, chunk);
  await project.removeEpochsAfter(run, 0);
  expect(await project.features(run)).toEqual({ chunks: 0, whole: false });
});

test('a chunk that was changed on disk is told', async () => {
  const path = projectPath();
  const project = await opened(path);
  const run = await withFeatures(project, 25, chunksOf(25, 2, 1));
  await project.close();
  const database = new Database(path);
  database.exec(`UPDATE run_features SET data = zeroblob(length(data))`);
  database.close();
  const again = await opened(path);
  await expect(again.neighbours(run, 0, 5)).rejects.toMatchObject({ code: 'project-damaged' });
});

test('what was found of a fold comes back, and again in the place of what was known', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 20);
  const division = { run, folds: 3, epochs: 2 };
  const judged = (fold: number, first: number) => ({
    fold,
    engine: { name: 'wasm', reason: 'It was asked for by name.' },
    labelProbability: Float32Array.of(first, 0.5),
    labelMargin: Float32Array.of(-0.25, 1),
    predicted: Uint16Array.of(7, 300),
  });
  await project.saveJudgedFold(division, judged(2, 0.125));
  await project.saveJudgedFold(division, judged(0, 0.25));
  await project.saveJudgedFold(division, judged(2, 0.75));
  await project.saveJudgedFold({ ...division, epochs: 3 }, judged(1, 0.5));
  expect(await project.judgedFolds(division)).toEqual([judged(0, 0.25), judged(2, 0.75)]);
});
