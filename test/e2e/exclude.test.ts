/** Samples that were marked in a project and are left out of training, by the command line alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EpochRecord, RunRecord } from '../../src/core/record/run.ts';
import { bySample } from '../../src/core/query/query.ts';
import { openProject } from '../../src/project/project.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';

const TRAIN = 200;
const LIMIT = 160;
const folder = mkdtempSync(join(tmpdir(), 'mikke-exclude-'));
const project = join(folder, 'first.mikke');
const list = join(folder, 'excluded.txt');
const recipe = [
  ...['--dataset', folder, '--limit', String(LIMIT), '--model', 'resnet8', '--width', '2'],
  ...['--batch', '16', '--hide', '0.2', '--seed', '1', '--engine', 'wasm'],
];
const train = (path: string, ...more: string[]) => ['train', '--project', path, ...recipe, ...more];
const samplesOf = (path: string, run: number) =>
  mikkeOk('samples', '--project', path, '--run', String(run));
const within = (command: string, ...more: string[]) =>
  mikke('dataset', command, '--project', project, ...more);
type Shown = RunRecord & { epochs: EpochRecord[]; dataset: { id: number; trainCount: number } };

let printed = '';
let second: Shown;
beforeAll(async () => {
  writeShapes(folder, TRAIN, 40);
  await mikkeOk(...train(project, '--epochs', '1'));
  const opened = await openProject(project, { access: 'write', who: 'a test' });
  const filter = {
    field: 'samples' as const,
    ranges: [
      [5, 9],
      [60, 60],
    ] as [number, number][],
  };
  const query = { dataset: 1, moment: null, filter, sort: bySample };
  await opened.tagSamples({ query, ranges: null }, 'exclude', true, 'a test');
  await opened.close();
  printed = (await within('exclude', '--print')).stdout;
  writeFileSync(list, printed);
  second = JSON.parse(
    await mikkeOk(...train(project, '--epochs', '3', '--exclude', list, '--json')),
  ) as Shown;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('samples that are left out', () => {
  test('are listed as what they are in the training files', async () => {
    const opened = await openProject(project, { access: 'read', who: 'a test' });
    const sourceIndex = await opened.sourceIndex(1);
    await opened.close();
    const marked = [5, 6, 7, 8, 9, 60].map((sample) => sourceIndex[sample]);
    const listed = printed
      .trim()
      .split('\n')
      .flatMap((range) => {
        const [first, last = first] = range.split('-').map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => first + i);
      });
    expect(listed).toEqual(marked);
  });

  test('are not trained on by a run whose recipe has the list', () => {
    expect(second.dataset).toMatchObject({ id: 2, trainCount: LIMIT - 6 });
    expect(second.epochs.map(({ forwardSamples }) => forwardSamples)).toEqual([154, 154, 154]);
    expect(second.recipe.exclude).toBe(printed.trim().replaceAll('\n', ','));
  });

  test('make the very version that is made of the marks', async () => {
    const { stdout } = await within('exclude', '--dataset', '1');
    expect(stdout).toBe(
      'Data set 2 is data set 1 without 6 training samples: 154 stay, with their tags and notes, and every test sample.\n',
    );
    const rows = (await within('list')).stdout;
    expect(rows).toMatch(/2 .* 154 +40 +6 /);
  });

  test('are left out again when the run is killed and resumed, with the same bytes', async () => {
    const path = join(folder, 'resumed.mikke');
    const job = startMikke(train(path, '--epochs', '3', '--exclude', list));
    await job.line(/epoch 2 of/);
    job.child.kill('SIGKILL');
    await job.ended;
    await mikkeOk('resume', '1', '--project', path);
    expect(await samplesOf(path, 1)).toBe(await samplesOf(project, 2));
  });

  test('cannot be a whole class, nor beyond the files', async () => {
    const all = join(folder, 'all.txt');
    writeFileSync(all, `0-${TRAIN}`);
    const { status, stderr } = await mikke(...train(project, '--exclude', all));
    expect(stderr).toContain('indices below 200');
    expect(status).toBe(1);
    writeFileSync(all, `0-${TRAIN - 1}`);
    const everything = await mikke(...train(project, '--exclude', all));
    expect(everything.stderr).toContain('[everything-excluded]');
  });

  test('must be marked before a version is made without them', async () => {
    const { stderr } = await within('exclude', '--dataset', '2');
    expect(stderr).toContain('[nothing-excluded]');
  });
});
