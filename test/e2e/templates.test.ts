/** `mikke template`, as it is typed. */
import { expect, test } from 'vitest';
import { templates } from '../../src/core/template/registry.ts';
import { dryRun, type DryRun } from '../../src/core/template/dry-run.ts';
import { mikke, mikkeOk } from '../support/cli.ts';

test('the list has every template, as a table and as JSON', async () => {
  const lines = (await mikkeOk('template', 'list')).trimEnd().split('\n');
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(templates.map((t) => t.name));
  const listed = JSON.parse(await mikkeOk('template', 'list', '--json')) as unknown;
  expect(listed).toEqual(templates.map((template) => dryRun(template, {})));
});

test('a template is scaled to what is asked for', async () => {
  const name = 'efficienttrain-plus-plus-deit';
  const words = ['template', 'show', name, '--epochs', '200', '--size', '224', '--json'];
  const run = JSON.parse(await mikkeOk(...words)) as DryRun;
  expect(run).toMatchObject({ name, epochs: 200, size: 224 });
  expect(run.stages.map(({ passes }) => passes)).toEqual([
    108, 109, 39, 39, 40, 39, 27, 27, 21, 20,
  ]);
  const small = ['template', 'show', name, '--epochs', '7', '--size', '28', '--json'];
  expect(JSON.parse(await mikkeOk(...small))).toMatchObject({ epochs: 7, size: 28 });
});

test('a template is shown beside its paper’s figures, and what a run cannot follow is said', async () => {
  const text = await mikkeOk('template', 'show', 'efficienttrain-v1');
  expect(text).toContain('Nothing was trained, and nothing here was measured by Mikke.');
  expect(text).toContain('Compute 0.653 of 300 plain epochs: 1.53x in operations');
  expect(text).toContain('78.8 -> 79.4 %, 1.44x (EfficientTrain, table 6;');
  expect(text).toContain('AdamW with weight decay 0.05 is not in Mikke');
  expect(text).toContain('"mikke train --template efficienttrain-v1 --epochs 300" follows it');
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('a run of a template is refused in the same words, and flags override its settings', async () => {
  const unknown = await mikke('train', '--template', 'efficienttrain');
  expect([unknown.status, unknown.stderr]).toEqual([
    1,
    expect.stringContaining('Did you mean "efficienttrain-v1"?'),
  ]);
  const words = ['--template', 'kakurenbo-imagenet', '--lr', '5000'];
  expect((await mikke('train', ...words)).stderr).toContain('--lr cannot be "5000"');
});

test.each([
  [['efficienttrain-v2'], 'unknown-template', 'Did you mean "efficienttrain-v1"?'],
  [['progressive-resizing', '--epochs', '0'], 'bad-value', '--epochs cannot be "0"'],
  [['progressive-resizing', '--size', '7'], 'bad-value', 'a whole number from 8 to 4096'],
  [['progressive-resizing', '--epochs', '1.5'], 'bad-value', 'whole number'],
  [['progressive-resizing', '--epoch', '3'], 'unknown-option', '"--epochs"'],
])('%j is refused with a sentence', async (words, code, part) => {
  const { status, stdout, stderr } = await mikke('template', 'show', ...words);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toContain(part);
});
