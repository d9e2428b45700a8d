/** A person's files, as shells write them at the same time. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from '../../../src/rpc/handlers/write-whole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mikke-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file that many write at once is a whole one of theirs, and nothing else is left', async () => {
  const path = join(folder, 'templates.json');
  const values = Array.from({ length: 20 }, (_, of) => ({ of, text: `${of}`.repeat(10_000 * of) }));
  await Promise.all(values.map((value) => writeWhole(path, value)));
  const { of } = JSON.parse(readFileSync(path, 'utf8')) as { of: number };
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(values[of]);
  expect(readdirSync(folder)).toEqual(['templates.json']);
});

test('what could not be put in place leaves nothing behind', async () => {
  const path = join(folder, 'templates.json');
  mkdirSync(join(path, 'a folder in its place'), { recursive: true });
  await expect(writeWhole(path, {})).rejects.toMatchObject({ code: 'file-not-writable' });
  expect(readdirSync(folder)).toEqual(['templates.json']);
});
