import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { callsOf } from '../../src/project/calls.ts';
import { parseStudy } from '../../src/core/study/study.ts';
import { bySample } from '../../src/core/query/query.ts';
import { MADE, MISSING } from '../../src/core/record/thumbnail.ts';
import { openAt } from '../../src/project/open.ts';
import { studyFile } from '../core/study/studies.ts';
import { planOf } from './support/database.ts';
import { projectPath } from './support/folder.ts';
import {
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

/** Listed as a whole, and short: a row a data set, a run or a study. */
const shortTables = ['datasets', 'runs', 'studies'];

test('no statement walks through a table that grows with samples or epochs', async () => {
  const path = projectPath();
  const project = await openAt({ path, access: 'write', create: true, who: 'a test' });
  const statements = new Set<string>();
  const { read, write } = project.connections;
  const { calls, close } = callsOf({
    ...project,
    connections: {
      ...project.connections,
      read: (sql) => (statements.add(sql), read(sql)),
      write: (sql) => (statements.add(sql), write(sql)),
    },
  });
  const tau = [{ at: 0, value: 0.5, easing: 'hold' as const }];
  const dataset = calls.addDataset(syntheticDataset(100));
  const run = calls.createRun(syntheticRun(dataset));
  calls.recordEpoch(run, syntheticRecord(0), syntheticColumns(100, 0));
  calls.addRecordSeconds(run, 0, 1);
  calls.updateRun(run, { status: 'running', name: 'a', notes: 'b', engine: null, error: null });
  calls.aggregates(run);
  calls.reviseRun(run, { version: 1, clock: 'epoch', tracks: { tau } }, 'a test');
  calls.finishRun(run, Uint8Array.of(1));
  calls.aggregates(run);
  calls.history(run, 0);
  calls.columns(run, 0);
  calls.weights(run);
  calls.addFeatures(run, 0, {
    ...{ dims: 1, scales: new Float32Array(105), values: new Uint8Array(105) },
  });
  await calls.neighbours(run, 0, 1);
  const division = { run, folds: 2, epochs: 1 };
  calls.saveJudgedFold(division, {
    ...{ fold: 0, engine: { name: 'cpu', reason: 'It is there.' } },
    ...{ labelProbability: Float32Array.of(1), labelMargin: Float32Array.of(1) },
    predicted: Uint16Array.of(1),
  });
  calls.judgedFolds(division);
  const thumbnails = {
    samples: Uint32Array.of(0, 1),
    states: Uint8Array.of(MADE, MISSING),
    mosaics: new Uint8Array(2 * 28 * 28),
    pictures: Uint8Array.of(1),
    offsets: Uint32Array.of(0, 1, 1),
  };
  calls.addThumbnails(dataset, thumbnails);
  calls.thumbnails(dataset);
  calls.thumbnailsLeft(dataset);
  calls.mosaics(dataset, thumbnails.samples);
  calls.pictures(dataset, thumbnails.samples);
  calls.carryThumbnails(dataset, dataset, thumbnails.samples, 2);
  calls.atlas(dataset, 0);
  calls.contentIds(dataset);
  calls.sourceIndex(dataset);
  calls.datasets();
  calls.runs();
  const study = calls.saveStudy(parseStudy(studyFile(), 'study.json'));
  calls.createRun({ ...syntheticRun(dataset), study: { study, arm: 'baseline', seed: 1 } });
  calls.studies();
  const filter = { field: 'samples' as const, ranges: [[0, 9] as [number, number]] };
  const query = { dataset, moment: null, filter, sort: bySample };
  await calls.find({
    ...query,
    moment: { run, epoch: 0 },
    sort: { by: 'margin', descending: true },
  });
  await calls.dynamics(run);
  await calls.sparks(run, Uint32Array.of(1));
  await calls.tagSamples({ query, ranges: null }, 'blurry', true, 'a test');
  await calls.tagSamples({ query, ranges: null }, 'blurry', false, 'a test');
  calls.noteSample(dataset, 0, 'a', 'a test');
  calls.undoSamples(dataset);
  calls.redoSamples(dataset);
  calls.tagList(dataset);
  calls.sampleLabels(dataset, 0);
  calls.taggedSamples(dataset, 'blurry');
  calls.saveScore(dataset, { name: 'doubt', description: '' }, new Float32Array(105));
  calls.scores(dataset);
  calls.score(dataset, 'doubt');
  calls.removeEpochsAfter(run, -1);
  expect(() => calls.run(9)).toThrow('runs 1 to 2');
  close();

  const database = new Database(path, { readonly: true });
  const walks = [...statements].flatMap((sql) =>
    planOf(database, sql).filter((step) => {
      const [, table] = /^SCAN (\w+)$/.exec(step) ?? [];
      return table !== undefined && table !== 'CONSTANT' && !shortTables.includes(table);
    }),
  );
  database.close();
  expect(statements.size).toBeGreaterThan(25);
  expect(walks).toEqual([]);
});
