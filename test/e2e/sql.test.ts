/** `mikke sql` and the samples that `mikke samples` exports, as they are typed, on the sample project. */
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openProject } from '../../src/project/project.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';

const SAMPLE = fileURLToPath(new URL('../../docs/sample.mikke', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mikke-sql-'));
const project = join(folder, 'copy.mikke');
const at = ['--project', project];
const sql = (...words: string[]) => mikkeOk('sql', ...at, ...words);
const samples = (...words: string[]) => mikkeOk('samples', ...at, ...words);
const ENDLESS =
  'WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT count(*) FROM up';

beforeAll(async () => {
  copyFileSync(SAMPLE, project);
  const opened = await openProject(project, { access: 'write', who: 'a test' });
  const filter = { field: 'state' as const, in: ['hidden' as const] };
  await opened.saveView({ name: 'hidden', filter, sort: { by: 'loss', descending: false } }, null);
  const query = { dataset: 1, moment: null, sort: { by: 'sample' as const, descending: false } };
  const two = { field: 'samples' as const, ranges: [[7, 8]] as [number, number][] };
  await opened.tagSamples({ query: { ...query, filter: two }, ranges: null }, 'odd', true, 'me');
  await opened.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return parquetReadObjects({ file });
}

describe.concurrent('mikke sql', () => {
  const QUERY =
    'SELECT sample, class, loss, nullif(sample, 1) AS other FROM sample_epochs WHERE run = 2 AND epoch = 6';

  test('prints a table for people', async () => {
    const { stdout, stderr } = await mikke('sql', ...at, 'SELECT id, name, seed FROM runs');
    expect(stdout).toBe(
      'id  name            seed\n 1  Without hiding     1\n 2  Hide and seek      1\n',
    );
    expect(stderr).toBe('2 rows.\n');
  });

  test('gives the same rows as JSON, CSV and Parquet', async () => {
    const out = join(folder, 'rows.parquet');
    const [json, csv] = await Promise.all([sql('--json', QUERY), sql('--csv', QUERY)]);
    await sql('--parquet', out, QUERY);
    const rows = JSON.parse(json) as Record<string, string | number | null>[];
    expect(rows).toHaveLength(3_000);
    const [head, ...lines] = csv.trimEnd().split('\n');
    expect(head).toBe('sample,class,loss,other');
    expect(lines).toEqual(
      rows.map((row) =>
        Object.values(row)
          .map((cell) => cell ?? '')
          .join(','),
      ),
    );
    const big = (value: string | number | null) => (value === null ? null : BigInt(value));
    expect(await rowsOf(out)).toEqual(
      rows.map((row) => ({ ...row, sample: big(row['sample']), other: big(row['other']) })),
    );
  });

  test('prints no more rows than the limit says', async () => {
    expect(JSON.parse(await sql('--json', '--limit', '1500', QUERY))).toHaveLength(1_500);
  });

  test('shows tables and examples in its help', async () => {
    const help = await mikkeOk('sql', '--help');
    expect(help).toContain('sample_runs: run, dataset, sample');
    expect(help).toMatch(/mikke sql --project FILE "SELECT .*"/);
  });

  test.each([
    [['SELECT 1; SELECT 2'], 'sql-one-query'],
    [['UPDATE runs SET name = 1'], 'sql-only-reads'],
    [['--timeout', '1', ENDLESS], 'sql-too-long'],
    [['--timeout', 'soon', 'SELECT 1'], 'bad-value'],
    [['--json', '--csv', 'SELECT 1'], 'bad-usage'],
    [['--parquet', project, '--replace', 'SELECT 1'], 'export-over-project'],
    [['--parquet', join(folder, 'mixed.parquet'), 'SELECT los FROM runs'], 'sql-invalid'],
  ])('%j is refused with a sentence', async (words, code) => {
    const { status, stderr, stdout } = await mikke('sql', ...at, ...words);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`[${code}]`);
  });

  test('leaves no query behind when it is killed', async ({ skip }) => {
    if (process.platform !== 'linux') skip('processes are listed in /proc on Linux only');
    const { child, ended } = startMikke(['sql', ...at, '--timeout', '0', ENDLESS]);
    const children = () =>
      readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean);
    const [query] = await vi.waitUntil(() => (children().length > 0 ? children() : null), 10_000);
    const works = () => {
      try {
        // Of a process that has ended and that nobody has asked after, the command line is empty.
        return readFileSync(`/proc/${query}/cmdline`, 'utf8') !== '';
      } catch {
        return false;
      }
    };
    expect(works()).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await vi.waitUntil(() => !works(), 10_000);
  });
});

describe.concurrent('mikke samples', () => {
  test('exports a saved view in its order, as an epoch has it', async () => {
    const csv = await samples('--view', 'hidden', '--run', '2', '--epoch', '6');
    const [head, ...lines] = csv.trimEnd().split('\n');
    const rows = lines.map((line) => line.split(','));
    const column = (name: string) => rows.map((row) => row[head.split(',').indexOf(name)]);
    expect(rows).toHaveLength(409);
    expect(new Set(column('hidden'))).toEqual(new Set(['1']));
    const losses = column('loss').map(Number);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  });

  test('exports tagged samples as numbers and names', async () => {
    expect(await samples('--tag', 'odd', '--format', 'ids')).toBe('7\n8\n');
    expect(await samples('--tag', 'odd', '--format', 'names')).toMatch(/^train-images-\S+#\d+\n/);
  });

  test('exports what a query finds to a file, and pictures to a folder', async () => {
    const query = '{"filter": {"field": "samples", "ranges": [[0, 2]]}}';
    const out = join(folder, 'made/three.parquet');
    await samples('--query', query, '--run', '2', '--format', 'parquet', '--out', out);
    expect((await rowsOf(out)).map((row) => [row['sample'], row['epoch']])).toEqual([
      [0, 11],
      [1, 11],
      [2, 11],
    ]);
    const pictures = join(folder, 'pictures');
    await samples('--query', query, '--format', 'folder', '--out', pictures);
    expect(readdirSync(pictures, { recursive: true })).toHaveLength(6);
  });

  test.each([
    [[], 'bad-usage', '--run'],
    [['--epoch', '3'], 'bad-usage', '--epoch needs --run'],
    [['--run', '2', '--epoch', '12'], 'bad-value', 'from 0 to 11'],
    [['--view', 'hiden'], 'view-missing', 'Did you mean "hidden"?'],
    [['--query', '{"filter": {"field": "los"}}'], 'bad-value', 'docs/sql.md'],
    [['--tag', 'nobody'], 'export-no-match', 'No sample is chosen'],
    [['--run', '2', '--format', 'names'], 'bad-value', 'csv, json, parquet'],
    [['--tag', 'odd', '--format', 'folder'], 'bad-usage', '--out'],
    [['--dataset', '7'], 'bad-value', 'mikke dataset list'],
    [['--tag', 'odd', '--out', join(folder, 'taken')], 'export-exists', 'Replace it'],
  ])('%j is refused with a sentence', async (words, code, part) => {
    writeFileSync(join(folder, 'taken'), 'mine');
    const { status, stderr, stdout } = await mikke('samples', ...at, ...words);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(part);
  });
});
