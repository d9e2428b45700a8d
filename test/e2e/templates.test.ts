/** `mikke template`, as it is typed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultRecipe, parseRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import { asTemplate } from '../../src/core/template/as-template.ts';
import { ownTemplatesFile, saveTemplate } from '../../src/core/template/own.ts';
import { templateNamed, templates } from '../../src/core/template/registry.ts';
import { templateSettings } from '../../src/core/template/settings.ts';
import { dryRun, type DryRun } from '../../src/core/template/dry-run.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';

// What the person at this machine has saved is no part of the tests.
const dataFolder = mkdtempSync(join(tmpdir(), 'mikke-templates-'));
const { MIKKE_HOME: before } = process.env;
beforeAll(() => void (process.env['MIKKE_HOME'] = dataFolder));
afterAll(() => {
  if (before === undefined) delete process.env['MIKKE_HOME'];
  else process.env['MIKKE_HOME'] = before;
  rmSync(dataFolder, { recursive: true });
});

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
  expect(run.stages.map(({ epochs }) => epochs)).toEqual([
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

test('a run from a template has its settings, and those of the flags beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-template-'));
  try {
    writeShapes(folder, 60, 20);
    const run = JSON.parse(
      await mikkeOk(
        ...['train', '--project', join(folder, 'a.mikke'), '--dataset', folder, '--json'],
        ...['--template', 'kakurenbo-imagenet', '--epochs', '3', '--hide', '0.2', '--lr', '0.05'],
        ...['--width', '2', '--batch', '16', '--engine', 'cpu'],
      ),
    ) as { name: string; recipe: Recipe };
    expect(run.name).toContain('kakurenbo-imagenet');
    const settings = templateSettings(templateNamed('kakurenbo-imagenet'), {
      ...{ epochs: 3, hide: 0.2, lr: 0.05, width: 2, batch: 16, engine: 'cpu', dataset: folder },
    });
    expect(run.recipe).toEqual(parseRecipe(settings));
    const rates = run.recipe.schedule?.tracks.learningRate?.map(({ value }) => value);
    expect(rates?.[0]).toBe(0.05);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a run from a template that is not there is refused', async () => {
  const { status, stderr } = await mikke('train', '--template', 'efficienttrain');
  expect(status).toBe(1);
  expect(stderr).toContain('Did you mean "efficienttrain-v1"?');
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

describe('a template of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-own-'));
  const own = saveTemplate(
    {
      ...defaultRecipe(),
      ...({ policy: 'random', epochs: 8 } as const),
      schedule: {
        version: 1,
        clock: 'epoch',
        tracks: { hideFraction: [0, 4].map((at) => ({ at, value: at / 10, easing: 'hold' })) },
      },
    },
    'my steps',
    '2026-11-27T08:00:00.000Z',
  );
  const keep = (text: string) => writeFileSync(join(folder, 'templates.json'), text);
  beforeEach(() => keep(JSON.stringify(ownTemplatesFile([own]))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const say = (...words: string[]) =>
    startMikke(words, { env: { ...process.env, MIKKE_HOME: folder } }).ended;

  test('is listed first, and said to be yours', async () => {
    const { stdout } = await say('template', 'list');
    expect(stdout.split('\n')[1]).toMatch(/^my steps +yours +.*drawn by hand: hide fraction\.$/);
    expect(stdout.split('\n')[2]).toMatch(/^kakurenbo-cifar100 +published /);
    const [first] = JSON.parse((await say('template', 'list', '--json')).stdout) as DryRun[];
    expect(first).toEqual(dryRun(asTemplate(own), {}));
  });

  test('is shown as a dry run at the epochs that are asked for', async () => {
    const { stdout } = await say('template', 'show', 'my steps', '--epochs', '4', '--size', '28');
    expect(stdout).toMatch(/^my steps: a dry run\. Nothing was trained/);
    expect(stdout).toContain('Source: saved by you');
    expect(stdout).toContain("mikke train --template 'my steps' --epochs 4");
    expect(stdout).not.toContain('Published with it');
    expect(stdout).not.toMatch(/undefined|NaN|null|\[object/);
  });

  test('is followed by a run', async () => {
    writeShapes(folder, 60, 20);
    const { stdout } = await say(
      ...['train', '--project', join(folder, 'a.mikke'), '--dataset', folder, '--json'],
      ...['--template', 'my steps', '--epochs', '2', '--width', '2', '--batch', '16'],
      ...['--engine', 'cpu'],
    );
    const { recipe } = JSON.parse(stdout) as { recipe: Recipe };
    expect(recipe.policy).toBe('random');
    expect(recipe.schedule?.tracks.hideFraction?.map(({ at }) => at)).toEqual([0, 1]);
  });

  test('that cannot be read is said to be, and the published ones are listed', async () => {
    keep('{');
    const { status, stdout, stderr } = await say('template', 'list');
    expect(status).toBe(0);
    expect(stdout.split('\n')[1]).toContain('kakurenbo-cifar100');
    expect(stderr).toContain('[templates-damaged]');
  });
});
