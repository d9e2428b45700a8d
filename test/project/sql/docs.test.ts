/** Every example of docs/sql.md is carried out on the sample project. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sqlTables } from '../../../src/core/sql/tables.ts';
import { ask } from './ask.ts';

const file = (name: string) => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
const text = readFileSync(file('sql.md'), 'utf8');
const examples = [...text.matchAll(/([^\n]+):\n\n```sql\n(.*?)```/gs)].map(([, title, sql]) => ({
  title,
  sql,
}));

describe.concurrent('docs/sql.md', () => {
  test('has examples and names every table', () => {
    expect(examples).toHaveLength(6);
    for (const { name } of sqlTables) expect(text).toContain(`| \`${name}\``);
  });

  test.each(examples)('$title', async ({ sql }) => {
    const { names } = await ask(file('sample.mikke'), sql);
    expect(names.length).toBeGreaterThan(1);
  });
});
