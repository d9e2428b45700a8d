import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { liveWriter, takeWriterLock, type WriterLock } from '../../src/project/lock.ts';
import { opened, projectPath } from './support/folder.ts';
import { digestsOf, addRun, syntheticColumns, syntheticRecord } from './support/synthetic.ts';

test('a second writer reads only, and is told who writes', async () => {
  const path = projectPath();
  const first = await opened(path, { who: 'mikke train' });
  expect(first).toMatchObject({ access: 'write', writer: null });
  first.requireWrite();

  const second = await opened(path, { who: 'mikke resume' });
  const writer = new RegExp(`^mikke train \\(process ${process.pid}\\) since \\d\\d:\\d\\d$`);
  expect(second).toMatchObject({ access: 'read', writer: expect.stringMatching(writer) });
  expect(() => second.requireWrite()).toThrow(
    expect.objectContaining({
      code: 'project-in-use',
      message: expect.stringContaining(`mikke train (process ${process.pid})`),
    }),
  );
  await expect(addRun(second, 10)).rejects.toMatchObject({ code: 'project-in-use' });
});

test('when the writer has closed the project, the next opener writes', async () => {
  const path = projectPath();
  await (await opened(path)).close();
  expect(existsSync(`${path}-writer`)).toBe(false);
  expect((await opened(path)).access).toBe('write');
});

test('a reader is told who writes, and does not keep anybody from writing', async () => {
  const path = projectPath();
  const writer = await opened(path, { who: 'mikke train' });
  const reader = await opened(path, { access: 'read' });
  expect(reader).toMatchObject({ access: 'read', writer: expect.stringMatching(/^mikke train/) });
  await writer.close();
  expect((await opened(path)).access).toBe('write');
});

test('a reader that was opened for reading may not write', async () => {
  const path = projectPath();
  await (await opened(path)).close();
  const reader = await opened(path, { access: 'read' });
  expect(reader.writer).toBeNull();
  expect(() => reader.requireWrite()).toThrow(expect.objectContaining({ code: 'project-in-use' }));
});

test('a reader sees every epoch whole while it is recorded and packed', async () => {
  const samples = 17_000;
  const path = projectPath();
  const writer = await opened(path);
  const run = await addRun(writer, samples);
  const reader = await opened(path, { access: 'read' });
  const recording = (async () => {
    for (let epoch = 0; epoch < 8; epoch++) {
      await writer.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(samples, epoch));
    }
  })();
  let seen = 0;
  while (seen < 8) {
    const epochs = await reader.epochs(run);
    expect(epochs.length).toBeGreaterThanOrEqual(seen);
    seen = epochs.length;
    if (seen === 0) continue;
    expect(digestsOf(await reader.columns(run, seen - 1))).toEqual(
      digestsOf(syntheticColumns(samples, seen - 1)),
    );
    expect((await reader.history(run, 5)).epochs.length).toBeGreaterThanOrEqual(seen);
  }
  await recording;
});

const held = (taken: WriterLock | string): WriterLock => {
  if (typeof taken === 'string') throw new Error(`It is held by ${taken}.`);
  return taken;
};

test('of many that want the lock at once, one has it', () => {
  const path = projectPath();
  const taken = Array.from({ length: 5 }, (_, i) => takeWriterLock(path, `opener ${i}`));
  const locks = taken.filter((lock) => typeof lock !== 'string');
  expect(locks).toHaveLength(1);
  expect(liveWriter(path)).toMatch(/^opener 0/);
  locks[0].release();
  expect(liveWriter(path)).toBeNull();
});

test('asking who writes leaves no file and takes no lock', () => {
  const path = projectPath();
  expect(liveWriter(path)).toBeNull();
  expect(readdirSync(dirname(path))).toEqual([]);
  const lock = held(takeWriterLock(path, 'a test'));
  expect(liveWriter(path)).toMatch(/^a test/);
  expect(liveWriter(path)).toMatch(/^a test/);
  lock.release();
});

test('a lock file that a dead process left does not keep anybody out', () => {
  const path = projectPath();
  const lock = held(takeWriterLock(path, 'the dead one'));
  renameSync(`${path}-writer`, `${path}-left`);
  lock.release();
  renameSync(`${path}-left`, `${path}-writer`);
  expect(liveWriter(path)).toBeNull();
  held(takeWriterLock(path, 'the next one')).release();
});

test('a lock on a file that is no longer at its path is not taken for the lock', () => {
  const path = projectPath();
  const old = held(takeWriterLock(path, 'the old one'));
  renameSync(`${path}-writer`, `${path}-elsewhere`);
  const next = held(takeWriterLock(path, 'the new one'));
  expect(liveWriter(path)).toMatch(/^the new one/);
  next.release();
  writeFileSync(`${path}-writer`, '');
  old.release();
});
