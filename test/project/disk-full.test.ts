import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callsOf } from '../../src/project/calls.ts';
import { failureOf } from '../../src/project/failure.ts';
import { openAt } from '../../src/project/open.ts';
import { opened, projectPath } from './support/folder.ts';
import { smallDisk } from './support/small-disk.ts';
import {
  digestsOf,
  addRun,
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

const samples = 17_000;

test('a disk that fills up ends in disk-full, keeps every epoch, and recording goes on with room', async ({
  skip,
}) => {
  const disk = smallDisk();
  if (typeof disk === 'string') return skip(disk);
  const project = await opened(join(disk.folder, 'test.mikke'));
  const run = await addRun(project, samples);
  const record = (epoch: number) =>
    project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(samples, epoch));
  const failed = await (async () => {
    for (let epoch = 0; ; epoch++) {
      const error = await record(epoch).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) return { epoch, error };
    }
  })();

  expect(failed.error).toMatchObject({ code: 'disk-full' });
  expect(failed.epoch).toBeGreaterThan(0);
  expect(await project.epochs(run)).toHaveLength(failed.epoch);
  for (let epoch = 0; epoch < failed.epoch; epoch++) {
    expect(digestsOf(await project.columns(run, epoch))).toEqual(
      digestsOf(syntheticColumns(samples, epoch)),
    );
  }

  disk.remount('size=64m');
  await record(failed.epoch);
  await project.finishRun(run, new Uint8Array(10));
  expect(digestsOf(await project.columns(run, failed.epoch))).toEqual(
    digestsOf(syntheticColumns(samples, failed.epoch)),
  );
  expect((await project.aggregates(run)).lastLoss).toEqual(
    syntheticColumns(samples, failed.epoch).loss,
  );
});

test('a project for which there is no room is not made, not even in part', async ({ skip }) => {
  const disk = smallDisk();
  if (typeof disk === 'string') return skip(disk);
  disk.remount('size=16k');
  const path = join(disk.folder, 'test.mikke');
  await expect(opened(path)).rejects.toMatchObject({ code: 'disk-full' });
  disk.remount('size=1m');
  expect((await opened(path)).access).toBe('write');
});

test('an epoch that does not fit is rolled back whole', async () => {
  const path = projectPath();
  const project = await openAt({ path, access: 'write', create: true, who: 'a test' });
  const { calls, close } = callsOf(project);
  const run = calls.createRun(syntheticRun(calls.addDataset(syntheticDataset(samples))));
  calls.recordEpoch(run, syntheticRecord(0), syntheticColumns(samples, 0));
  const { page_count: pages } = project.connections.write('PRAGMA page_count').get() as {
    page_count: number;
  };
  project.connections.write(`PRAGMA max_page_count = ${pages + 5}`).get();

  let failure: unknown;
  try {
    calls.recordEpoch(run, syntheticRecord(1), syntheticColumns(samples, 1));
  } catch (error) {
    failure = failureOf(path, error);
  }
  expect(failure).toMatchObject({ code: 'disk-full' });
  expect(calls.epochs(run)).toHaveLength(1);

  project.connections.write(`PRAGMA max_page_count = ${pages + 5000}`).get();
  calls.recordEpoch(run, syntheticRecord(1), syntheticColumns(samples, 1));
  expect(digestsOf(calls.columns(run, 1))).toEqual(digestsOf(syntheticColumns(samples, 1)));
  expect(digestsOf(calls.columns(run, 0))).toEqual(digestsOf(syntheticColumns(samples, 0)));
  close();
});
