import { expect, test } from 'vitest';
import { migrate } from '../../../src/project/migrations/migrate.ts';
import {
  databaseOf,
  insertDataset,
  insertEpoch,
  insertRun,
  planOf,
  rowsOf,
} from '../support/database.ts';

const insertChunk = `INSERT INTO epoch_chunks (run, epoch, chunk, block_bytes, data) VALUES (1, 0, 0, 5, x'00')`;

test('runs and epochs stay as they are, and columns of them can be added, raw at first', () => {
  const database = databaseOf(20);
  insertDataset(database);
  insertRun(database);
  insertEpoch(database, 0);
  const before = ['datasets', 'runs', 'epochs'].map((table) => rowsOf(database, table));
  migrate(database, 30);
  expect(['datasets', 'runs', 'epochs'].map((table) => rowsOf(database, table))).toEqual(before);
  database.exec(insertChunk);
  expect(rowsOf(database, 'epoch_chunks')).toMatchObject([{ run: 1, epoch: 0, packed: 0 }]);
});

test('a chunk without its epoch is refused', () => {
  const database = databaseOf(30);
  insertDataset(database);
  insertRun(database);
  expect(() => database.exec(insertChunk)).toThrow('FOREIGN KEY');
});

test.each([
  [
    'SELECT chunk, data FROM epoch_chunks WHERE run = ? AND epoch = ? ORDER BY chunk',
    ['SEARCH epoch_chunks USING INDEX sqlite_autoindex_epoch_chunks_1 (run=? AND epoch=?)'],
  ],
  [
    `SELECT epoch, data FROM epochs CROSS JOIN epoch_chunks USING (run, epoch)
     WHERE run = ? AND chunk = ? ORDER BY epoch`,
    [
      'SEARCH epochs USING PRIMARY KEY (run=?)',
      'SEARCH epoch_chunks USING INDEX sqlite_autoindex_epoch_chunks_1 (run=? AND epoch=? AND chunk=?)',
    ],
  ],
  [
    `SELECT epoch, chunk FROM epoch_chunks
     WHERE run = ? AND packed = 0 AND (epoch, chunk) > (?, ?) ORDER BY epoch, chunk LIMIT 1`,
    ['SEARCH epoch_chunks USING COVERING INDEX raw_epoch_chunk (run=? AND (epoch,chunk)>(?,?))'],
  ],
  [
    'DELETE FROM epoch_chunks WHERE run = ? AND epoch > ?',
    [
      'SEARCH epoch_chunks USING COVERING INDEX sqlite_autoindex_epoch_chunks_1 (run=? AND epoch>?)',
    ],
  ],
])('%s searches by its index', (sql, plan) => {
  expect(planOf(databaseOf(30), sql)).toEqual(plan);
});
