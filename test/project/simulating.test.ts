import { expect, test } from 'vitest';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';
import { opened, projectPath } from './support/folder.ts';
import { addRun, recordEpochs, syntheticColumns } from './support/synthetic.ts';

const SAMPLES = 20_000;
const recipe = parseRecipe({ policy: 'random', hide: 0.3, epochs: 6, seed: 2 });

async function recorded() {
  const project = await opened(projectPath());
  const run = await addRun(project, SAMPLES);
  await recordEpochs(project, run, SAMPLES, 6);
  return { project, run };
}

test('a replay lets other requests pass', async () => {
  const { project, run } = await recorded();
  const order: string[] = [];
  const long = project.simulate(run, recipe, null).then(() => order.push('replay'));
  const short = project.run(run).then(() => order.push('run'));
  await Promise.all([long, short]);
  expect(order).toEqual(['run', 'replay']);
  await project.close();
});

test('a replay gives the samples of one epoch, beside those that were recorded', async () => {
  const { project, run } = await recorded();
  const { epochs, samples } = await project.simulate(run, recipe, 4);
  expect(epochs).toHaveLength(6);
  expect(samples?.hidden).toHaveLength(epochs[4].simulated.hidden);
  const { hidden, movedBack } = syntheticColumns(SAMPLES, 4);
  expect(samples?.recorded).toEqual({ hidden, movedBack });
  expect((await project.simulate(run, recipe, 6)).samples).toBeNull();
  await project.close();
});

test('a project that is closed meanwhile ends a replay with a sentence', async () => {
  const { project, run } = await recorded();
  const ended = expect(project.simulate(run, recipe, null)).rejects.toMatchObject({
    code: 'unexpected',
  });
  await project.close();
  await ended;
});
