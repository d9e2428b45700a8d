/** What is not carried out: writes, what runs away, and what is no query. The project stays as it is. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProject } from '../../../src/project/project.ts';
import { querySql } from '../../../src/project/sql/query.ts';
import { addRun, recordEpochs } from '../support/synthetic.ts';
import { ask, failure } from './ask.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-sql-'));
const path = join(folder, 'test.mikke');
const other = join(folder, 'other');
const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex');
let before: string;

const ENDLESS =
  'WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT count(*) FROM up';

beforeAll(async () => {
  const project = await openProject(path, { access: 'write', create: true, who: 'a test' });
  await addRun(project, 3_000);
  await recordEpochs(project, 1, 3_000, 3);
  await project.close();
  before = digest();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('what the project stores is under other names, which are not told', async () => {
  expect(await failure(path, 'SELECT * FROM epoch_chunks')).toContain('no such table');
  const { rows } = await ask(path, 'SELECT name FROM sqlite_master ORDER BY name');
  expect(rows.flat()).toEqual([
    ...['datasets', 'epochs', 'numbers', 'runs', 'sample_epochs', 'sample_runs', 'samples'],
  ]);
});

test('a write is refused, and leaves the project byte for byte as it is', async () => {
  expect(await failure(path, `DELETE FROM epochs RETURNING run`)).toMatch(/^\[sql-only-reads\]/);
  expect(await failure(path, `ATTACH '${other}' AS other`)).toMatch(/^\[sql-only-reads\]/);
  expect(existsSync(other)).toBe(false);
  expect(digest()).toBe(before);
});

test('an error while it works is told as it is', async () => {
  expect(await failure(path, 'SELECT abs(-9223372036854775808)')).toContain('integer overflow');
});

test.each([
  ['an endless recursion', ENDLESS],
  [
    'a join of everything with everything',
    'SELECT sum(a.loss * b.loss * c.loss) FROM sample_epochs a, sample_epochs b, sample_epochs c',
  ],
])('%s is stopped when its time is over', async (_, sql) => {
  const start = performance.now();
  expect(await failure(path, sql, 1)).toMatch(/^\[sql-too-long\] .* longer than 1 s/);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('a result without end is worked out only as far as it is read', async () => {
  let rows = 0;
  for await (const part of querySql(path, ENDLESS.replace('count(*)', 'n'), { seconds: 60 })) {
    rows += part.rows;
    if (rows >= 5_000) break;
  }
  expect(rows).toBeLessThan(7_000);
});

test('time in which nobody reads does not count', async () => {
  const parts = querySql(path, ENDLESS.replace('count(*)', 'n'), { seconds: 3 });
  await parts.next();
  await wait(3_500);
  expect((await parts.next()).done).toBe(false);
  await parts.return();
});

test('a query that is stopped by a person ends at once, though SQLite is at work', async () => {
  const stopping = new AbortController();
  const parts = querySql(path, ENDLESS, { seconds: 60, signal: stopping.signal });
  const said = parts.next().catch((error: unknown) => error);
  setTimeout(() => stopping.abort(), 700);
  expect(await said).toMatchObject({ code: 'sql-stopped' });
});

test('a query that takes too much memory is stopped', async () => {
  const sql = `WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up LIMIT 2000)
    SELECT length(group_concat(hex(zeroblob(1000000)))), (SELECT count(*) FROM (${ENDLESS})) FROM up`;
  expect(await failure(path, sql)).toMatch(/^\[sql-(too-large|invalid)\]/);
});

test('a project that is missing or no project is refused as everywhere', async () => {
  expect(await failure(other, 'SELECT 1')).toMatch(/^\[project-missing\]/);
  expect(await failure(new URL(import.meta.url).pathname, 'SELECT 1')).toMatch(
    /^\[project-not-a-project\]/,
  );
});
