import { Command } from 'commander';
import { expect, test } from 'vitest';
import {
  addRecipeOptions,
  runNumber,
  settingFromPair,
  settingsFromFlags,
} from '../../src/cli/options.ts';
import { parameterGroups } from '../../src/core/recipe/groups.ts';
import { parameterKeys } from '../../src/core/recipe/parameters.ts';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';

async function typed(...args: string[]) {
  const command = addRecipeOptions(new Command()).exitOverride();
  return settingsFromFlags(command.parse(args, { from: 'user' }).opts());
}

test('every setting of a recipe has a flag and a line of help', () => {
  const help = addRecipeOptions(new Command()).helpInformation();
  for (const key of parameterKeys) {
    expect(help).toContain(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `);
  }
});

test('help stands in the groups of settings, with values, default and the policies that read it', () => {
  const help = addRecipeOptions(new Command()).configureHelp({ helpWidth: 1000 }).helpInformation();
  const titles = [...help.matchAll(/^([A-Z]\w+).*:$/gm)].map(([, title]) => title);
  expect(titles).toEqual([...parameterGroups.map(({ title }) => title), 'Options']);
  expect(help).toMatch(
    /--prune .*\(fraction of the well learned, 0 to 1; 0\.5 by default\) \[infobatch\]\n/,
  );
  expect(help).toMatch(/--lr-schedule .*\(cosine, step; cosine by default\)\n/);
});

test('what is not typed is left to its default', async () => {
  expect(await typed()).toEqual({});
});

test('typed texts become values', async () => {
  const settings = await typed(
    '--epochs',
    '3',
    '--hide',
    '.25',
    '--nesterov',
    'true',
    '--limit',
    'all',
  );
  expect(settings).toEqual({ epochs: 3, hide: 0.25, nesterov: true, limit: null });
  expect(parseRecipe(settings)).toMatchObject(settings);
});

test('a folder is kept as an absolute path, and mnist as it is', async () => {
  expect((await typed('--dataset', 'some/folder'))['dataset']).toBe(`${process.cwd()}/some/folder`);
  expect((await typed('--dataset', 'mnist'))['dataset']).toBe('mnist');
});

test('given file names stand together', async () => {
  expect(await typed('--train-images', 'a', '--test-labels', 'b')).toEqual({
    files: { trainImages: 'a', testLabels: 'b' },
  });
});

test('a pair may be spelt as the key or as the flag', async () => {
  expect(await settingFromPair('testLimit=5')).toEqual(['testLimit', 5]);
  expect(await settingFromPair('test-limit=5')).toEqual(['testLimit', 5]);
  expect(await settingFromPair('schedule=default')).toEqual(['schedule', null]);
});

test.each([
  ['epoch=5', 'unknown-key', '"epochs"'],
  ['epochs=5.5', 'bad-value', 'whole number'],
  ['epochs', 'bad-usage', 'key=value'],
])('the pair %s is refused', async (pair, code, part) => {
  await expect(settingFromPair(pair)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(part) as string,
  });
});

test.each(['0', '-1', '1.5', '1e3', '', 'x'])('the run number %j is refused', (text) => {
  expect(() => runNumber(text)).toThrow('must be a number');
});
