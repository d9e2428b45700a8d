import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProject } from '../../../src/project/project.ts';
import { addRun, recordEpochs } from '../../project/support/synthetic.ts';
import { startApp, type App, type AppWindow } from './app.ts';

let app: App;
let window: AppWindow;
beforeAll(async () => {
  app = await startApp();
  const project = await openProject(app.path, { access: 'write', create: true, who: 'a test' });
  await addRun(project, 12_000);
  await recordEpochs(project, 1, 12_000, 1);
  await project.close();
  window = app.window();
  await window.open(app.path);
});
afterAll(() => app.end());

const ENDLESS =
  'WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT count(*) FROM up';
const run = (sql: string) => window.call('sql.run', { sql });
const codeOf = async (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: { code: string }) => error.code,
  );

test('a query is answered column by column, at most 10,000 rows of it', async () => {
  const { columns, rows, cut } = await run('SELECT sample, class, note FROM samples');
  expect([rows, cut]).toEqual([10_000, true]);
  expect(columns.map(({ name, kind, cells }) => [name, kind, cells.length, cells[9_999]])).toEqual([
    ['sample', 'integer', 10_000, 9_999],
    ['class', 'text', 10_000, 'class 3'],
    ['note', 'none', 10_000, null],
  ]);
  expect(await run('SELECT sample FROM samples LIMIT 10000')).toMatchObject({
    ...{ rows: 10_000, cut: false },
  });
});

test('texts that are too long for a reply are cut as well', async () => {
  const sql = 'SELECT hex(zeroblob(400000)) AS text FROM samples LIMIT 2000';
  const { rows, cut } = await run(sql);
  expect(cut).toBe(true);
  expect(rows).toBeLessThan(100);
});

test('a query without rows has its columns', async () => {
  expect(await run('SELECT sample, loss FROM sample_epochs WHERE run = 9')).toMatchObject({
    columns: [
      { name: 'sample', cells: [] },
      { name: 'loss', cells: [] },
    ],
    rows: 0,
  });
});

test('the project answers while a query works, which is stopped at once', async () => {
  const asked = codeOf(run(ENDLESS));
  expect(await window.call('project.datasets', {})).toHaveLength(1);
  await window.call('sql.stop', {});
  expect(await asked).toBe('sql-stopped');
});

test('the next query of a window stops the one before it', async () => {
  const before = codeOf(run(ENDLESS));
  expect((await run('SELECT 1 AS one')).rows).toBe(1);
  expect(await before).toBe('sql-stopped');
});

test('a write is refused with a sentence', async () => {
  expect(await codeOf(run('DELETE FROM runs'))).toBe('sql-only-reads');
});
