/** What a facet counts is what the filter finds that it stands for. */
import { beforeAll, expect, test } from 'vitest';
import { everything, type Condition, type Query } from '../../src/core/query/query.ts';
import type { Project } from '../../src/project/project.ts';
import { openProject } from '../../src/project/project.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRun, recordEpochs } from './support/synthetic.ts';

const SAMPLES = 500;
const EPOCHS = 70;

let project: Project;
const query: Query = {
  ...{ dataset: 1, moment: { run: 1, epoch: EPOCHS - 1 } },
  ...{ filter: everything, sort: { by: 'sample', descending: false } },
};
const find = async (condition: Condition) => {
  const filter = { all: [condition] };
  return (await project.find({ ...query, filter })).count;
};

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mikke-facets-'));
  project = await openProject(join(folder, 'facets.mikke'), {
    ...{ access: 'write', create: true, who: 'a test' },
  });
  const run = await addRun(project, SAMPLES);
  await recordEpochs(project, run, SAMPLES, EPOCHS);
  return async () => {
    await project.close();
    rmSync(folder, { recursive: true });
  };
});

test.each(['class', 'predicted', 'state', 'outcome', 'split'] as const)(
  'of each %s',
  async (field) => {
    const [facet] = await project.facets(query, [field]);
    if (facet.kind !== 'values') throw new Error(`${field} has no values.`);
    const isClass = field === 'class' || field === 'predicted';
    const found = facet.values.map((value) =>
      find({ field, in: [isClass ? Number(value) : value] } as Condition),
    );
    expect([...facet.all]).toEqual(await Promise.all(found));
  },
);

test.each(['timesHidden', 'firstHidden', 'lastHidden', 'forgetting'] as const)(
  'of whole numbers in each bin of %s, as many numbers a bin',
  async (field) => {
    const [facet] = await project.facets(query, [field]);
    if (facet.kind !== 'numbers') throw new Error(`${field} has no bins.`);
    const { min, max, all } = facet;
    const aBin = (max - min) / all.length;
    expect(Number.isInteger(aBin)).toBe(true);
    const found = Array.from(all, (_, bin) =>
      find({ field, min: min + bin * aBin, max: min + (bin + 1) * aBin - 1 }),
    );
    expect([...all]).toEqual(await Promise.all(found));
  },
);
