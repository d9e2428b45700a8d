/** Whatever goes wrong ends in a sentence with a code and a status, leaves nothing half-written and shows no stack. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idx, shapes, writeShapes } from '../support/idx-folder.ts';
import { mikke, startMikke, type Ended } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-errors-'));
const data = join(folder, 'data');
const small = [
  '--dataset',
  data,
  '--width',
  '2',
  '--batch',
  '16',
  '--epochs',
  '2',
  '--engine',
  'wasm',
];
beforeAll(() => {
  mkdirSync(data);
  writeShapes(data, 64, 20);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with the small data set in which some files are others. */
function dataWith(name: string, files: Record<string, Uint8Array | string>): string {
  const other = join(folder, name);
  mkdirSync(other);
  writeShapes(other, 64, 20);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(other, file), content);
  return other;
}

function expectSentence({ status, stdout, stderr }: Ended, code: string, ...parts: string[]) {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  expect(last).toMatch(new RegExp(`^mikke: [A-Z"-].*\\. .*[.?] \\[${code}\\]$`));
  for (const part of parts) expect(last).toContain(part);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(status).toBe(1);
}

describe('what is typed', () => {
  test.each<[string, string[], string, string]>([
    ['an unknown command', ['trian'], 'unknown-command', '"train"'],
    ['an unknown command of run', ['run', 'shwo', '1'], 'unknown-command', '"show"'],
    ['an unknown option', ['train', '--epocs', '3'], 'unknown-option', '"--epochs"'],
    ['a number out of range', ['train', '--hide', '1.5'], 'bad-value', 'a number from 0 to 1'],
    ['a text for a number', ['train', '--epochs', 'ten'], 'bad-value', '--epochs cannot be "ten"'],
    ['a fraction for a whole number', ['train', '--batch', '1.5'], 'bad-value', 'whole number'],
    ['a negative number', ['train', '--lr', '-1'], 'bad-value', '--lr'],
    [
      'an unknown choice',
      ['train', '--policy', 'kakurembo'],
      'bad-value',
      'none, random, kakurenbo',
    ],
    ['an option without its value', ['train', '--seed'], 'bad-usage', '--seed'],
    ['a missing argument', ['resume'], 'bad-usage', 'run'],
    ['a missing option', ['samples'], 'bad-usage', '--run'],
    ['a run that is no number', ['resume', 'first'], 'bad-value', '"first"'],
    [
      'an unknown format',
      ['samples', '--run', '1', '--format', 'xml'],
      'bad-value',
      'csv, json, parquet',
    ],
    ['a missing schedule', ['train', '--schedule', 'nowhere.json'], 'file-missing', 'nowhere.json'],
  ])('%s', async (_, args, code, part) => {
    expectSentence(await mikke(...args), code, part);
  });

  test('a schedule that is not JSON', async () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '{ "version": 1,\n  "clock": NaN }');
    const words = 'line 2: NaN is no finite number';
    expectSentence(await mikke('train', '--schedule', path), 'bad-schedule', path, words);
  });

  test('a schedule whose value is out of range, by its line', async () => {
    const path = join(folder, 'far.json');
    const tracks = { hideFraction: [{ at: 0, value: 2, easing: 'hold' }] };
    writeFileSync(path, JSON.stringify({ version: 1, clock: 'epoch', tracks }, null, 2));
    expectSentence(
      await mikke('train', '--schedule', path),
      'bad-schedule',
      'line 8: the value 2 of keyframe 1 of the hide fraction is above 1.',
    );
  });
});

describe('a data set', () => {
  const truncated = () => shapes(64, 1).images.subarray(0, 3_000);
  const outOfRange = () =>
    idx(
      [64],
      new Uint8Array(64).map((_, i) => (i === 9 ? 7 : i % 3)),
    );
  test.each<[string, () => string, string, string[]]>([
    ['that is missing', () => join(folder, 'nowhere'), 'dataset-missing', ['nowhere']],
    [
      'that is empty',
      () => {
        mkdirSync(join(folder, 'empty'));
        return join(folder, 'empty');
      },
      'dataset-empty',
      ['empty'],
    ],
    [
      'with a truncated file',
      () => dataWith('truncated', { 'train-images-idx3-ubyte': truncated() }),
      'dataset-invalid',
      ['train-images-idx3-ubyte'],
    ],
    [
      'with a truncated gzip file',
      () =>
        dataWith('truncated-gzip', {
          'train-images-idx3-ubyte': gzipSync(truncated()).subarray(0, 900),
        }),
      'dataset-invalid',
      ['train-images-idx3-ubyte'],
    ],
    [
      'with a file that is not IDX',
      () => dataWith('not-idx', { 'train-labels-idx1-ubyte': 'hello' }),
      'dataset-invalid',
      ['train-labels-idx1-ubyte'],
    ],
    [
      'whose counts differ, with every problem in one report',
      () =>
        dataWith('counts', {
          'train-labels-idx1-ubyte': shapes(63, 1).labels,
          't10k-labels-idx1-ubyte': shapes(19, 2).labels,
        }),
      'dataset-invalid',
      ['63', '64', '19', '20'],
    ],
    [
      'with labels out of range of its class names',
      () =>
        dataWith('labels', { 'train-labels-idx1-ubyte': outOfRange(), 'classes.txt': 'a\nb\nc\n' }),
      'dataset-invalid',
      ['7'],
    ],
  ])('%s', async (_, make, code, parts) => {
    const project = join(folder, `refused.mikke`);
    expectSentence(await mikke('train', '--project', project, '--dataset', make()), code, ...parts);
    expect(existsSync(project)).toBe(false);
  });

  test('with fewer samples than a batch', async () => {
    const project = join(folder, 'batch.mikke');
    const args = ['train', '--project', project, '--dataset', data, '--batch', '65'];
    expectSentence(await mikke(...args), 'dataset-too-small', '64', '65');
    expect(existsSync(project)).toBe(false);
  });

  test('that would be hidden whole', async () => {
    const project = join(folder, 'everything.mikke');
    const args = ['train', '--project', project, ...small, '--hide', '1'];
    expectSentence(await mikke(...args), 'everything-hidden', '64');
    expect(existsSync(project)).toBe(false);
  });

  test('that changed since it was imported', async () => {
    const changing = dataWith('changing', {});
    const project = join(folder, 'changed.mikke');
    const job = startMikke([
      'train',
      '--project',
      project,
      ...small,
      '--dataset',
      changing,
      '--epochs',
      '30',
    ]);
    await job.line(/epoch 1 of/);
    job.child.kill('SIGINT');
    await job.ended;
    writeShapes(changing, 65, 20);
    expectSentence(await mikke('resume', '1', '--project', project), 'dataset-changed', changing);
  });
});

describe('a project', () => {
  test('that is missing', async () => {
    expectSentence(await mikke('runs', '--project', join(folder, 'no.mikke')), 'project-missing');
  });

  test('that is not a project is left as it is', async () => {
    const path = join(folder, 'letter.mikke');
    writeFileSync(path, 'Dear project,\n'.repeat(100));
    const before = readFileSync(path);
    expectSentence(await mikke('runs', '--project', path), 'project-not-a-project', path);
    expectSentence(
      await mikke('train', '--project', path, ...small),
      'project-not-a-project',
      path,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('of a newer version is left as it is', async () => {
    const path = join(folder, 'newer.mikke');
    expect((await mikke('train', '--project', path, ...small)).status).toBe(0);
    const file = new Database(path);
    file.pragma('user_version = 1000000');
    file.pragma('wal_checkpoint(TRUNCATE)');
    file.close();
    const before = readFileSync(path);
    expectSentence(await mikke('runs', '--project', path), 'project-newer', '1000000');
    expectSentence(await mikke('train', '--project', path, ...small), 'project-newer', '1000000');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('in a folder that is not there', async () => {
    const path = join(folder, 'no-folder', 'p.mikke');
    expectSentence(await mikke('train', '--project', path, ...small), 'project-not-writable', path);
  });

  test('that has no such run', async () => {
    const path = join(folder, 'newer-runs.mikke');
    await mikke('train', '--project', path, ...small);
    expectSentence(await mikke('run', 'show', '7', '--project', path), 'run-missing', 'run 1');
    expectSentence(await mikke('resume', '1', '--project', path), 'run-finished');
  });

  const tmpfs = join(folder, 'tmpfs');
  const mounted = () => {
    try {
      mkdirSync(tmpfs);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=440k', 'tmpfs', tmpfs], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  };
  test('on a disk that gets full keeps every epoch before', async (context) => {
    if (!mounted()) context.skip('a small tmpfs cannot be mounted here, which needs root on Linux');
    try {
      const path = join(tmpfs, 'full.mikke');
      const ended = await mikke('train', '--project', path, ...small, '--epochs', '3000');
      expectSentence(ended, 'disk-full', tmpfs);
      const done = ended.stderr.match(/^epoch \d+ of/gm)?.length ?? 0;
      expect(done).toBeGreaterThan(0);
      const { stdout } = await mikke('run', 'show', '1', '--project', path, '--json');
      expect((JSON.parse(stdout) as { epochs: unknown[] }).epochs).toHaveLength(done);
      expect(readdirSync(tmpfs).filter((name) => name.includes('unfinished'))).toEqual([]);
    } finally {
      execFileSync('umount', [tmpfs]);
    }
  });
});

describe('training', () => {
  test('whose loss stops being a number keeps what was recorded', async () => {
    const path = join(folder, 'nan.mikke');
    const ended = await mikke(
      'train',
      '--project',
      path,
      ...small,
      '--lr',
      '1000',
      '--epochs',
      '9',
    );
    expectSentence(ended, 'loss-not-finite', 'learning rate');
    const { stdout } = await mikke('runs', '--project', path, '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { status: 'failed', error: { code: 'loss-not-finite' } },
    ]);
  });

  test('whose trainer is killed twice keeps what was recorded', async () => {
    const path = join(folder, 'twice.mikke');
    const job = startMikke(['train', '--project', path, ...small, '--epochs', '400']);
    const [, first] = await job.line(/trainer process (\d+)/);
    await job.line(/epoch 3 of/);
    process.kill(Number(first), 'SIGKILL');
    const [, second] = await job.line(/was lost[^]*trainer process (\d+)/);
    process.kill(Number(second), 'SIGKILL');
    expectSentence(await job.ended, 'trainer-lost', 'twice', 'SIGKILL');
    const { stdout } = await mikke('runs', '--project', path, '--json');
    const [run] = JSON.parse(stdout) as { status: string; epochsDone: number }[];
    expect(run.status).toBe('failed');
    expect(run.epochsDone).toBeGreaterThan(0);
  });
});
