/** Doubtful labels and near-duplicates of a recorded project, asked on the command line. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProject } from '../../src/project/project.ts';
import { mikke, mikkeOk } from '../support/cli.ts';

const SAMPLE = fileURLToPath(new URL('../../docs/sample.mikke', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mikke-curation-'));
const project = join(folder, 'copy.mikke');
beforeAll(() => copyFileSync(SAMPLE, project));
afterAll(() => rmSync(folder, { recursive: true }));

test('labels are ranked from what a run recorded while it learned', async () => {
  const words = ['labels', '--project', project, '--run', '2', '--count', '3'];
  const text = await mikkeOk(...words);
  expect(text).toContain('From training dynamics of run 2 over 12 epochs.');
  const said = JSON.parse(await mikkeOk(...words, '--json')) as {
    from: string;
    samples: { sample: number; margin: number }[];
  };
  expect(said.from).toBe('training dynamics');

  const opened = await openProject(project, { access: 'read', who: 'a test' });
  const sums = new Float64Array(3000);
  for (let epoch = 0; epoch < 12; epoch++) {
    const { loss, confidence, predicted } = await opened.columns(2, epoch);
    const labels = await opened.labels(1);
    for (let sample = 0; sample < 3000; sample++) {
      const own = Math.exp(-loss[sample]);
      // What is known of the other classes: the largest of them, or all of them together.
      const other = predicted[sample] === labels[sample] ? 1 - own : confidence[sample];
      sums[sample] += own - other;
    }
  }
  await opened.close();
  const order = Array.from(sums.keys()).sort((a, b) => sums[a] - sums[b]);
  expect(said.samples.map(({ sample }) => sample)).toEqual(order.slice(0, 3));
  expect(said.samples[0].margin).toBeCloseTo(sums[order[0]] / 12, 5);
});

test('near-duplicates are printed by group, and kept', async () => {
  const words = ['duplicates', '--project', project, '--distance', '1'];
  const said = JSON.parse(await mikkeOk(...words, '--json')) as { members: number[][] };
  expect(said).toMatchObject({ groups: 8, samples: 17, across: 2 });
  expect(said.members).toContainEqual([244, 940, 2280]);
  const text = await mikkeOk(...words);
  expect(text).toContain('17 samples of data set 1 in 8 groups look alike');
  expect(text).toContain('\n244, 940, 2280\n');
});

test('near-duplicates are not looked for where not all can be found', async () => {
  const { status, stderr } = await mikke('duplicates', '--project', project, '--distance', '4');
  expect(stderr).toContain('a whole number from 0 to 3');
  expect(status).toBe(1);
});
