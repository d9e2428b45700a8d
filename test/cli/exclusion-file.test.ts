import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exclusionFrom } from '../../src/cli/exclusion-file.ts';
import { settingFromPair } from '../../src/cli/options.ts';
import { testFolder } from '../project/support/folder.ts';

function file(text: string): string {
  const path = join(testFolder(), 'excluded.txt');
  writeFileSync(path, text);
  return path;
}

test('indices, ranges and names may be apart by lines, commas and blanks', async () => {
  const text = '# doubtful\r\n12, 3\n10-11 99;100\n\ntrain-images-idx3-ubyte#7\n';
  expect(await exclusionFrom(file(text))).toBe('3,7,10-12,99-100');
});

test('a range with a digit too many is written and not listed', async () => {
  expect(await exclusionFrom(file('7, 0-20000000'))).toBe('0-20000000');
});

test('a file without any lists nothing', async () => {
  expect(await exclusionFrom(file('# none\n'))).toBeNull();
});

test('names are those of the file of training images', async () => {
  expect(await exclusionFrom(file('mine#4'), 'mine')).toBe('4');
});

test.each([
  ['1\nx', 'line 2 says "x".'],
  ['5-3', 'line 1 says "5-3", which ends before it begins.'],
  ['1-4000000000', 'more than any data set has'],
  ['t10k-images-idx3-ubyte#3', 'not the file of training images'],
])('%j is refused with its line', async (text, part) => {
  await expect(exclusionFrom(file(text))).rejects.toMatchObject({
    code: 'bad-exclusion',
    message: expect.stringContaining(part),
  });
});

test('a clone may leave out others, or none', async () => {
  expect(await settingFromPair(`exclude=${file('4')}`)).toEqual(['exclude', '4']);
  expect(await settingFromPair('exclude=none')).toEqual(['exclude', null]);
});
