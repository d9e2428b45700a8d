import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { defaultRecipe, fullSchedule, type Recipe } from '../../src/core/recipe/recipe.ts';
import type { Schedule, Track } from '../../src/core/schedule/schedule.ts';
import { parseStudy } from '../../src/core/study/study.ts';
import { studyFile } from '../core/study/studies.ts';
import { opened, projectPath } from './support/folder.ts';
import {
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

const SAMPLES = 100;
const hold = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const tauOf = (value: number): Schedule => ({
  ...{ version: 1, clock: 'epoch', tracks: { tau: hold(value) } },
});

async function projectWithRun(epochs: number, settings: Partial<Recipe> = {}) {
  const path = projectPath();
  const project = await opened(path);
  const dataset = await project.addDataset(syntheticDataset(SAMPLES));
  const recipe = { ...defaultRecipe(), ...settings };
  const given = { ...syntheticRun(dataset), recipe, schedule: fullSchedule(recipe) };
  const run = await project.createRun(given);
  const record = (epoch: number) =>
    project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(SAMPLES, epoch));
  for (let epoch = 0; epoch < epochs; epoch++) await record(epoch);
  return { path, project, run, record };
}

test('a revision comes back as it was made, beside the schedule of the beginning', async () => {
  const { project, run } = await projectWithRun(2);
  const before = await project.run(run);
  const made = await project.reviseRun(run, tauOf(0.5), 'mikke serve (ada)');
  expect(made).toEqual({
    epoch: 3,
    schedule: { ...before.schedule, tracks: { ...before.schedule.tracks, tau: hold(0.5) } },
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    by: 'mikke serve (ada)',
  });
  expect(await project.run(run)).toEqual({ ...before, revisions: [made] });
});

test('of a run that trains it counts after the epoch that is under way, of others in their next', async () => {
  const { project, run } = await projectWithRun(2);
  expect(await project.reviseRun(run, tauOf(0.5), 'x')).toMatchObject({ epoch: 3 });
  await project.updateRun(run, { status: 'stopped' });
  expect(await project.reviseRun(run, tauOf(0.6), 'x')).toMatchObject({ epoch: 2 });
  expect((await project.run(run)).revisions.map(({ epoch }) => epoch)).toEqual([3, 2]);
});

test('whoever records an epoch hears every revision that counts in the next one', async () => {
  const { project, run, record } = await projectWithRun(1);
  const revision = await project.reviseRun(run, tauOf(0.5), 'x');
  const [recorded, late] = await Promise.all([record(1), project.reviseRun(run, tauOf(0.6), 'x')]);
  expect(recorded.revisions).toEqual([revision]);
  expect([revision.epoch, late.epoch]).toEqual([2, 3]);
  expect((await record(2)).revisions).toEqual([revision, late]);
});

test('revisions stay when the epochs that followed them are taken back', async () => {
  const { project, run, record } = await projectWithRun(1);
  const revision = await project.reviseRun(run, tauOf(0.5), 'x');
  await record(1);
  await project.removeEpochsAfter(run, -1);
  expect((await project.run(run)).revisions).toEqual([revision]);
});

test('the planned epochs are those of the revised course', async () => {
  const clock = { version: 1 as const, clock: 'compute' as const, tracks: {} };
  const { project, run } = await projectWithRun(4, { schedule: clock, epochs: 6 });
  await project.updateRun(run, { status: 'stopped' });
  const bandwidth = hold(0.5);
  await project.reviseRun(run, { ...clock, tracks: { bandwidth } }, 'x');
  // Two epochs of compute are left, for images of 16 x 16 instead of 28 x 28 pixels.
  expect((await project.run(run)).plannedEpochs).toBe(4 + 18 - 12);
});

test.each([
  ['run-missing', 9, tauOf(0.5)],
  ['revision-same', 1, tauOf(0.7)],
  ['revision-clock', 1, { ...tauOf(0.5), clock: 'compute' as const }],
  ['everything-hidden', 1, { ...tauOf(0.5), tracks: { hideFraction: hold(1) } }],
])('%s is refused, and nothing is changed', async (code, run, given) => {
  const { project } = await projectWithRun(2);
  const before = await project.runs();
  await expect(project.reviseRun(run, given, 'x')).rejects.toMatchObject({ code });
  expect(await project.runs()).toEqual(before);
});

test('a run in its last epoch is too late to revise, and a finished one cannot be', async () => {
  const { project, run } = await projectWithRun(2, { epochs: 3 });
  const revise = () => project.reviseRun(run, tauOf(0.5), 'x');
  await expect(revise()).rejects.toMatchObject({ code: 'revision-too-late' });
  await project.finishRun(run, Uint8Array.of(1));
  await expect(revise()).rejects.toMatchObject({ code: 'run-finished' });
});

test('a run of a study keeps the recipe of its arm', async () => {
  const { project } = await projectWithRun(0);
  const study = await project.saveStudy(parseStudy(studyFile(), 'study.json'));
  const place = { study, arm: 'baseline', seed: 1 };
  const run = await project.createRun({ ...syntheticRun(1), study: place });
  await expect(project.reviseRun(run, tauOf(0.5), 'x')).rejects.toMatchObject({
    code: 'revision-of-study',
  });
});

test('whoever only reads cannot revise', async () => {
  const { path, run } = await projectWithRun(1);
  const reader = await opened(path, { access: 'read' });
  await expect(reader.reviseRun(run, tauOf(0.5), 'x')).rejects.toMatchObject({
    code: 'project-in-use',
  });
});

test('a revision that cannot be read is damage', async () => {
  const { path, project, run } = await projectWithRun(1);
  await project.reviseRun(run, tauOf(0.5), 'x');
  await project.close();
  const database = new Database(path);
  database.exec(`UPDATE run_revisions SET schedule = '{"version":1}'`);
  database.close();
  await expect((await opened(path)).run(run)).rejects.toMatchObject({
    code: 'project-damaged',
    message: expect.stringContaining(`revision 1 of run ${run}`),
  });
});
