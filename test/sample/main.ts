/**
 * Records docs/sample.mikke, the finished project that the app opens for people who have none:
 * a run without hiding and one of KAKURENBO, really trained on the same part of MNIST.
 * `npm run sample` takes some minutes and replaces the file.
 */
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { parseRecipe } from '../../src/core/recipe/recipe.ts';
import { newRun } from '../../src/jobs/new-run.ts';
import { carryOutRun } from '../../src/jobs/train-job.ts';

const PATH = fileURLToPath(new URL('../../docs/sample.mikke', import.meta.url));
const MOST_BYTES = 3_000_000;

const settings = {
  ...{ dataset: 'mnist', limit: 3000, testLimit: 1000 },
  ...{ model: 'resnet8', width: 8, batch: 64, epochs: 12, lr: 0.02, seed: 1 },
};
const runs = [
  {
    name: 'Without hiding',
    notes: 'Every sample is trained on in every epoch: what hiding is compared with.',
    recipe: { ...settings, policy: 'none' },
  },
  {
    name: 'Hide and seek',
    notes:
      'KAKURENBO hides ever more of what is learned, up to 65 % of the samples. Those that are not known with a confidence of 0.98 are moved back.',
    recipe: {
      ...settings,
      ...{ policy: 'kakurenbo', hide: 0.65, tau: 0.98 },
      schedule: {
        version: 1,
        clock: 'epoch',
        tracks: {
          hideFraction: [
            { at: 0, value: 0.1, easing: 'linear' },
            { at: 8, value: 0.65, easing: 'hold' },
          ],
        },
      },
    },
  },
];

rmSync(PATH, { force: true });
for (const { name, notes, recipe } of runs) {
  const { project, run } = await newRun(
    PATH,
    'npm run sample',
    parseRecipe(recipe),
    name,
    () => undefined,
  );
  await project.updateRun(run, { notes });
  await carryOutRun(project, run, (event) => {
    if (event.type !== 'epoch') return;
    const { epoch, hidden, movedBack, testAccuracy } = event.record;
    console.log(
      `${name}, epoch ${epoch}: ${hidden} hidden, ${movedBack} moved back, test accuracy ${testAccuracy}`,
    );
  });
  const { forgetting, timesHidden } = await project.aggregates(run);
  console.log(
    `${name}: ${forgetting.filter((times) => times > 0).length} samples were forgotten, ` +
      `${timesHidden.filter((times) => times > 0).length} were hidden`,
  );
  await project.close();
}

const database = new Database(PATH);
database.exec('VACUUM');
database.close();
rmSync(PATH.replace('.mikke', '.mikke-checkpoints'), { recursive: true, force: true });
const { size } = statSync(PATH);
console.log(`${PATH}: ${size} bytes`);
if (size > MOST_BYTES) throw new Error(`The sample project must have at most ${MOST_BYTES} bytes.`);
