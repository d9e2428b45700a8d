import { expect, test } from 'vitest';
import { opened, projectPath } from './support/folder.ts';
import { syntheticDataset } from './support/synthetic.ts';

test('a data set comes back as it was imported', async () => {
  const project = await opened(projectPath());
  const imported = syntheticDataset(20_000, 300);
  const id = await project.addDataset(imported);

  expect(await project.dataset(id)).toEqual({ id, ...imported.record });
  expect(await project.datasets()).toEqual([{ id, ...imported.record }]);
  expect(await project.labels(id)).toEqual(imported.labels);
  expect(await project.contentIds(id)).toEqual(imported.contentIds);
  expect(await project.sourceIndex(id)).toEqual(imported.sourceIndex);
});

test('the same part of the same data set is added once', async () => {
  const project = await opened(projectPath());
  const imported = syntheticDataset(10);
  const id = await project.addDataset(imported);
  // The order of keys says nothing.
  const source = Object.fromEntries(Object.entries(imported.record.source).reverse());
  const again = { ...imported, record: { ...imported.record, source } } as typeof imported;
  expect(await project.addDataset(again)).toBe(id);
  expect(await project.datasets()).toHaveLength(1);
});

test('another fingerprint or another part is another data set', async () => {
  const project = await opened(projectPath());
  const imported = syntheticDataset(10);
  const { record } = imported;
  const parts = [
    imported,
    { ...imported, record: { ...record, fingerprint: 'f'.repeat(64) } },
    { ...imported, record: { ...record, source: { ...record.source, limit: 10 } } },
  ];
  const ids = await Promise.all(parts.map((part) => project.addDataset(part)));
  expect(ids).toEqual([1, 2, 3]);
});

test('a data set whose arrays do not fit is not added, not even in part', async () => {
  const project = await opened(projectPath());
  const imported = { ...syntheticDataset(10), sourceIndex: new Uint16Array(15) };
  await expect(project.addDataset(imported as never)).rejects.toThrow('sourceIndex');
  const short = { ...syntheticDataset(10), labels: new Uint16Array(3) };
  await expect(project.addDataset(short)).rejects.toThrow('labels');
  expect(await project.datasets()).toEqual([]);
});

test('a data set without test samples is kept', async () => {
  const project = await opened(projectPath());
  const imported = syntheticDataset(1, 2, 0);
  const id = await project.addDataset(imported);
  expect(await project.labels(id)).toEqual(imported.labels);
});
