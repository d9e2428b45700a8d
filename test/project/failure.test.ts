import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../../src/project/failure.ts';
import { projectPath } from './support/folder.ts';

test('a file that another program holds is said to be busy', () => {
  const path = projectPath();
  const [holder, other] = [0, 1].map(() => {
    const database = new Database(path, { timeout: 0 });
    onTestFinished(() => void database.close());
    return database;
  });
  holder.exec('CREATE TABLE a (b); BEGIN IMMEDIATE');
  const refused = (() => {
    try {
      return other.exec('BEGIN IMMEDIATE');
    } catch (error) {
      return failureOf(path, error);
    }
  })();
  expect(refused).toMatchObject({ code: 'project-busy' });
});
