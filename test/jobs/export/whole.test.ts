/** What stands on the disk after a write that ended, was given up, or failed. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWholeFile, writeWholeFolder } from '../../../src/jobs/export/whole.ts';
import { testFolder } from '../../project/support/folder.ts';
import { smallDisk } from '../../project/support/small-disk.ts';

async function* texts(...parts: string[]) {
  for (const part of parts) yield part;
}
async function drain(writing: AsyncIterable<void>): Promise<void> {
  for await (const _ of writing);
}
const write = (path: string, replace = false, ...parts: string[]) =>
  drain(writeWholeFile(path, texts(...parts), { replace }));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const SAMPLE = new URL('../../../docs/sample.mikke', import.meta.url);

test('a file appears under its name with all of its parts, in folders that are made', async () => {
  const folder = testFolder();
  await write(join(folder, 'a/b/samples.csv'), false, 'one\n', 'two\n');
  expect(readFileSync(join(folder, 'a/b/samples.csv'), 'utf8')).toBe('one\ntwo\n');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['samples.csv']);
});

test('a file that is there is replaced when that is wanted, and not before the new one is whole', async () => {
  const path = join(testFolder(), 'samples.csv');
  writeFileSync(path, 'mine');
  expect(await codeOf(write(path, false, 'new'))).toBe('export-exists');
  expect(readFileSync(path, 'utf8')).toBe('mine');
  const writing = writeWholeFile(path, texts('new', 'er'), { replace: true });
  await writing.next();
  expect(readFileSync(path, 'utf8')).toBe('mine');
  await drain(writing);
  expect(readFileSync(path, 'utf8')).toBe('newer');
});

test('what somebody else made meanwhile stays', async () => {
  const path = join(testFolder(), 'samples.csv');
  const writing = writeWholeFile(path, texts('mine'), { replace: false });
  await writing.next();
  writeFileSync(path, 'theirs');
  expect(await codeOf(drain(writing))).toBe('export-exists');
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

test('a project is never replaced, whatever it is called', async () => {
  const folder = testFolder();
  const path = join(folder, 'samples.csv');
  copyFileSync(SAMPLE, path);
  expect(await codeOf(write(path, true, 'new'))).toBe('export-over-project');
  expect(readFileSync(path)).toEqual(readFileSync(SAMPLE));
});

test.each(['given up', 'failed'])('nothing stays of a write that was %s', async (how) => {
  const folder = testFolder();
  async function* parts() {
    yield 'one\n';
    if (how === 'failed') throw new Error('The source broke.');
    yield 'two\n';
  }
  const writing = writeWholeFile(join(folder, 'samples.csv'), parts(), { replace: false });
  await writing.next();
  expect(readdirSync(folder)).toHaveLength(1);
  if (how === 'failed') await expect(writing.next()).rejects.toThrow('The source broke.');
  else await writing.return();
  expect(readdirSync(folder)).toEqual([]);
});

test('a path that cannot be written is told with the reason', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(await codeOf(write(join(folder, 'file/samples.csv'), false, 'a'))).toBe(
    'output-not-writable',
  );
  expect(await codeOf(write(folder, true, 'a'))).toBe('output-not-writable');
});

test('a full disk is told, and nothing half written stays on it', async ({ skip }) => {
  const disk = smallDisk();
  if (typeof disk === 'string') return skip(disk);
  const mine = join(disk.folder, 'samples.csv');
  writeFileSync(mine, 'mine');
  const large = Array.from({ length: 40 }, () => 'x'.repeat(65_536));
  expect(await codeOf(write(mine, true, ...large))).toBe('export-disk-full');
  expect(readdirSync(disk.folder)).toEqual(['samples.csv']);
  expect(readFileSync(mine, 'utf8')).toBe('mine');
});

test('a folder appears when it is filled, in the place of an empty one, and of no other', async () => {
  const folder = testFolder();
  const path = join(folder, 'pictures');
  const fill = async function* (into: string) {
    writeFileSync(join(into, 'a.png'), 'a');
    expect(existsSync(join(path, 'a.png'))).toBe(false);
    yield;
  };
  mkdirSync(path);
  await drain(writeWholeFolder(path, fill));
  expect(readdirSync(path)).toEqual(['a.png']);
  expect(await codeOf(drain(writeWholeFolder(path, fill)))).toBe('export-folder-full');
  expect(readdirSync(folder)).toEqual(['pictures']);
});
