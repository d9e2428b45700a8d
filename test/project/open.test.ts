import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations, ownVersion } from '../../src/project/migrations/migrate.ts';
import { openProject } from '../../src/project/project.ts';
import { opened, projectPath, testFolder } from './support/folder.ts';
import { digestsOf, addRun, recordEpochs, syntheticColumns } from './support/synthetic.ts';
import { smallDisk } from './support/small-disk.ts';

const filesBeside = (path: string) => readdirSync(dirname(path)).sort();

/** A closed project with a run of some epochs. */
async function madeProject(path = projectPath(), samples = 100, epochs = 2): Promise<string> {
  const project = await openProject(path, { access: 'write', create: true, who: 'a test' });
  await recordEpochs(project, await addRun(project, samples), samples, epochs);
  await project.close();
  return path;
}

test('a project that is closed is one file', async () => {
  const path = await madeProject();
  expect(filesBeside(path)).toEqual(['test.mikke']);
});

test('reading a closed project leaves its folder and its bytes as they were', async () => {
  const path = await madeProject();
  const before = readFileSync(path);
  const project = await openProject(path, { access: 'read', who: 'a test' });
  expect(digestsOf(await project.columns(1, 1))).toEqual(digestsOf(syntheticColumns(100, 1)));
  await project.close();
  expect(filesBeside(path)).toEqual(['test.mikke']);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a writer that closes before a reader does leaves everything in the one file', async () => {
  const path = projectPath();
  const writer = await opened(path);
  const run = await addRun(writer, 100);
  const reader = await opened(path, { access: 'read' });
  await recordEpochs(writer, run, 100, 2);
  expect(digestsOf(await reader.columns(run, 1))).toEqual(digestsOf(syntheticColumns(100, 1)));
  await writer.close();

  const copy = projectPath();
  copyFileSync(path, copy);
  const copied = await opened(copy, { access: 'read' });
  expect(digestsOf(await copied.columns(run, 1))).toEqual(digestsOf(syntheticColumns(100, 1)));
  expect(digestsOf(await reader.columns(run, 1))).toEqual(digestsOf(syntheticColumns(100, 1)));
});

test('missing chunks of a recorded epoch are reported as damage', async () => {
  const path = await madeProject();
  const database = new Database(path);
  database.exec('DELETE FROM epoch_chunks WHERE epoch = 1');
  database.close();
  const project = await opened(path, { access: 'read' });
  await expect(project.columns(1, 1)).rejects.toMatchObject({ code: 'project-damaged' });
});

test.each(['read', 'write'] as const)(
  'where there is no project, opening for %s says so and makes nothing',
  async (access) => {
    const path = projectPath();
    await expect(openProject(path, { access, who: 'a test' })).rejects.toMatchObject({
      code: 'project-missing',
    });
    expect(filesBeside(path)).toEqual([]);
  },
);

test('a reader makes no project, even where it is asked to', async () => {
  const opening = openProject(projectPath(), { access: 'read', create: true, who: 'a test' });
  await expect(opening).rejects.toMatchObject({ code: 'project-missing' });
});

test('in a folder that does not exist no project is made', async () => {
  const path = join(testFolder(), 'nowhere', 'test.mikke');
  await expect(opened(path)).rejects.toMatchObject({
    code: 'project-not-writable',
    message: expect.stringContaining('does not exist'),
  });
  expect(existsSync(dirname(path))).toBe(false);
});

test('in a folder that is a file no project is made', async () => {
  const file = join(testFolder(), 'file');
  writeFileSync(file, 'x');
  await expect(opened(join(file, 'test.mikke'))).rejects.toMatchObject({
    code: 'project-not-writable',
  });
});

const foreign: Record<string, (path: string) => void> = {
  'an empty file': (path) => writeFileSync(path, ''),
  'a text': (path) => writeFileSync(path, 'Dear diary,\n'.repeat(1000)),
  'the database of another application': (path) => {
    const database = new Database(path);
    database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    database.close();
  },
};
for (const access of ['read', 'write'] as const) {
  test.each(Object.keys(foreign))(`%s is refused for ${access} and left as it is`, async (kind) => {
    const path = projectPath();
    foreign[kind](path);
    const before = readFileSync(path);
    await expect(opened(path, { access })).rejects.toMatchObject({ code: 'project-not-a-project' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(filesBeside(path)).toEqual(['test.mikke']);
  });

  test(`a project of a newer Mikke is refused for ${access} and left as it is`, async () => {
    const path = await madeProject();
    const database = new Database(path);
    database.pragma(`user_version = ${ownVersion + 10}`);
    database.close();
    const before = readFileSync(path);
    await expect(opened(path, { access })).rejects.toMatchObject({
      code: 'project-newer',
      message: expect.stringContaining(`format ${ownVersion + 10}`),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(filesBeside(path)).toEqual(['test.mikke']);
  });

  test(`a truncated project is refused for ${access} and left as it is`, async () => {
    const path = await madeProject();
    truncateSync(path, 20_000);
    const before = readFileSync(path);
    await expect(opened(path, { access })).rejects.toMatchObject({ code: 'project-damaged' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
}

test('a folder is not a project', async () => {
  const path = projectPath();
  mkdirSync(path);
  await expect(opened(path)).rejects.toMatchObject({ code: 'project-not-a-project' });
});

test('a changed byte in a column is found when it is read, and the other epochs can be read', async () => {
  const path = await madeProject(projectPath(), 5000, 3);
  const database = new Database(path);
  const row = database.prepare('SELECT rowid, data FROM epoch_chunks WHERE epoch = 1').get() as {
    rowid: number;
    data: Buffer;
  };
  row.data[row.data.length - 10] ^= 4;
  database.prepare('UPDATE epoch_chunks SET data = ? WHERE rowid = ?').run(row.data, row.rowid);
  database.close();

  const project = await opened(path, { access: 'read' });
  await expect(project.columns(1, 1)).rejects.toMatchObject({
    code: 'project-damaged',
    message: expect.stringContaining('in epoch 1 of run 1, the checksum'),
  });
  await expect(project.history(1, 4999)).rejects.toMatchObject({ code: 'project-damaged' });
  expect(digestsOf(await project.columns(1, 2))).toEqual(digestsOf(syntheticColumns(5000, 2)));
});

test.each([
  ['runs', 'recipe', '{"version":1,"epochs":"many"}'],
  ['runs', 'schedule', '{}'],
  ['runs', 'versions', 'not JSON'],
  ['runs', 'engine', '[]'],
  ['runs', 'status', 'sleeping'],
  ['epochs', 'train_accuracy', 1.5],
])('what stands in %s.%s and cannot be is reported as damage', async (table, column, value) => {
  const path = await madeProject();
  const database = new Database(path);
  database.prepare(`UPDATE ${table} SET ${column} = ?`).run(value);
  database.close();
  const project = await opened(path, { access: 'read' });
  const asked = table === 'runs' ? project.runs() : project.epochs(1);
  await expect(asked).rejects.toMatchObject({ code: 'project-damaged' });
});

test('an older project is brought up to date, with a copy of it beside', async () => {
  const path = await madeProject();
  const database = new Database(path);
  const added = [
    'at',
    'view_height',
    'view_width',
    'magnitude',
    'batch_size',
    'score_seconds',
    'forward_pixels',
    'backward_pixels',
  ];
  for (const name of added) database.exec(`ALTER TABLE epochs DROP COLUMN ${name}`);
  const ofFormat20 = ['datasets', 'dataset_columns', 'atlases', 'runs', 'epochs', 'weights'];
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck();
  database.pragma('foreign_keys = OFF');
  for (const name of tables.all() as string[]) {
    const newer = !ofFormat20.includes(name) && !name.startsWith('sqlite_');
    if (newer) database.exec(`DROP TABLE ${name}`);
  }
  database.pragma('user_version = 20');
  database.close();
  const project = await opened(path, { access: 'read' });
  expect(await project.epochs(1)).toHaveLength(2);
  await project.close();
  expect(filesBeside(path)).toEqual(['test.mikke', 'test.mikke-format-20']);
  const copy = new Database(`${path}-format-20`, { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(20);
  expect(copy.prepare('SELECT count(*) FROM epochs').pluck().get()).toBe(2);
  copy.close();
});

test('migrations are numbered by ten, in order', () => {
  const numbers = migrations.map(({ number }) => number);
  expect(numbers.every((number) => number % 10 === 0)).toBe(true);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('a project on a disk that cannot be written can be read, and not written', async ({
  skip,
}) => {
  const disk = smallDisk();
  if (typeof disk === 'string') return skip(disk);
  const path = join(disk.folder, 'test.mikke');
  copyFileSync(await madeProject(), path);
  disk.remount('ro');
  const project = await opened(path, { access: 'read' });
  expect(digestsOf(await project.columns(1, 1))).toEqual(digestsOf(syntheticColumns(100, 1)));
  await project.close();
  await expect(opened(path)).rejects.toMatchObject({ code: 'project-not-writable' });
  const other = join(disk.folder, 'new.mikke');
  await expect(opened(other)).rejects.toMatchObject({ code: 'project-not-writable' });
});

test('a path with spaces, a question mark and a percent sign is taken as it is', async () => {
  const path = join(testFolder(), 'my 100% run?.mikke');
  await madeProject(path);
  expect(filesBeside(path)).toEqual(['my 100% run?.mikke']);
});

test('closing twice is closing once, and a closed project answers nothing', async () => {
  const project = await opened(projectPath());
  await Promise.all([project.close(), project.close()]);
  await project.close();
  await expect(project.runs()).rejects.toThrow('The project is closed.');
});

test('requests are answered in the order in which they are made', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, 100);
  const answers: string[] = [];
  const named = (name: string, answer: Promise<unknown>) => answer.then(() => answers.push(name));
  await Promise.all([
    named('update', project.updateRun(run, { name: 'x' })),
    named('runs', project.runs()),
    named('history', project.history(run, 0)),
    named('close', project.close()),
  ]);
  expect(answers).toEqual(['update', 'runs', 'history', 'close']);
});

test.each(['await project.close();', ''])(
  'a process whose work is done ends, with "%s" or without',
  (close) => {
    const source = `
      import { openProject } from ${JSON.stringify(new URL('../../src/project/project.ts', import.meta.url).href)};
      const project = await openProject(${JSON.stringify(projectPath())}, { access: 'write', create: true, who: 'x' });
      console.log((await project.runs()).length);
      ${close}`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(ended).toMatchObject({ status: 0, stdout: '0\n', stderr: '' });
  },
);
