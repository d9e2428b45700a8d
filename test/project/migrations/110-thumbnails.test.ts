import { expect, test } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';
import { databaseOf, planOf, rowsOf } from '../support/database.ts';

const insertRecord = 'INSERT INTO datasets (record) VALUES (?)';
const record = {
  name: 'a "b" é',
  source: { importer: 'idx', folder: '/data', limit: null, dataSeed: 0 },
  fingerprint: 'abc',
  ...{ height: 28, width: 20 },
  pixelMean: [0.1307, 1e-7],
  ...{ tileWidth: 20, tileHeight: 28 },
};

test('a record loses the size of tiles and nothing else, and is found by fingerprint and source as before', () => {
  const database = databaseOf(100);
  database.prepare(insertRecord).run(JSON.stringify(record));
  const columns = 'SELECT id, fingerprint, source FROM datasets';
  const before = database.prepare(columns).all();
  migrate(database, 110);
  const { tileWidth: _, tileHeight: __, ...left } = record;
  const [text] = database.prepare('SELECT record FROM datasets').pluck().all();
  expect(text).toBe(JSON.stringify(left));
  expect(database.prepare(columns).all()).toEqual(before);
  const again = JSON.stringify({ ...left, name: 'again' });
  expect(() => database.prepare(insertRecord).run(again)).toThrow('UNIQUE');
});

test('atlases stay until thumbnails are made of them', () => {
  const database = databaseOf(100);
  database.prepare(insertRecord).run(JSON.stringify(record));
  database.exec(`INSERT INTO atlases VALUES (1, 0, x'0102'), (1, 1, x'03')`);
  const before = rowsOf(database, 'atlases');
  migrate(database, 110);
  expect(rowsOf(database, 'atlases')).toEqual(before);
  for (const table of ['mosaics', 'pictures', 'broken_pictures']) {
    expect(rowsOf(database, table)).toEqual([]);
  }
});

test.each([
  'SELECT pixels FROM mosaics WHERE id = ?',
  'SELECT jpeg FROM pictures WHERE id = ?',
  'SELECT max(id) FROM mosaics WHERE id BETWEEN ? AND ?',
  'SELECT id FROM broken_pictures WHERE id BETWEEN ? AND ? ORDER BY id',
])('%s searches by the number of the row', (sql) => {
  expect(planOf(databaseOf(110), sql)).toEqual([
    expect.stringMatching(/^SEARCH \w+ USING INTEGER PRIMARY KEY/),
  ]);
});
