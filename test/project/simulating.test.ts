import { expect, test } from 'vitest';
import { parseRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
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

test('a replay follows the revisions of the run, but for what is changed for it', async () => {
  const project = await opened(projectPath());
  const run = await addRun(project, SAMPLES);
  await project.updateRun(run, { status: 'stopped' });
  const hideFraction = [{ at: 0, value: 0.05, easing: 'hold' as const }];
  await project.reviseRun(run, { version: 1, clock: 'epoch', tracks: { hideFraction } }, 'a test');
  await recordEpochs(project, run, SAMPLES, 2);
  const { recipe: own } = await project.run(run);
  const scheduled = async (changes: Partial<Recipe>) =>
    (await project.simulate(run, { ...own, ...changes }, null)).epochs.map(
      ({ scheduledHideFraction }) => scheduledHideFraction,
    );
  expect(await scheduled({ tau: 0.5 })).toEqual([0.05, 0.05]);
  expect(await scheduled({ hide: 0.2 })).toEqual([0.2, 0.2]);
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
