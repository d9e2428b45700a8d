/** A project with a study that is half done, made without training: values follow from seeds and arms. */
import { parseStudy, placesOf } from '../../src/core/study/study.ts';
import { openProject } from '../../src/project/project.ts';
import {
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from '../project/support/synthetic.ts';

const SAMPLES = 10;
const EPOCHS = 2;

/** Test accuracies after the last epoch, by arm and in order of seeds; the last run is interrupted. */
const accuracies = { baseline: [0.9, 0.91, 0.92], hiding: [0.91, 0.93, null] };

const halfDone = parseStudy(
  {
    ...{ version: 1, name: 'half done', base: { epochs: EPOCHS } },
    arms: [
      { name: 'baseline', settings: { policy: 'none' } },
      { name: 'hiding', settings: { hide: 0.3 } },
    ],
    seeds: [1, 2, 3],
  },
  'half done',
);

export async function makeStudyProject(path: string): Promise<void> {
  const project = await openProject(path, { access: 'write', create: true, who: 'a test' });
  const dataset = await project.addDataset(syntheticDataset(SAMPLES));
  const study = await project.saveStudy(halfDone);
  for (const { arm, seed } of placesOf(halfDone)) {
    const run = await project.createRun({
      ...syntheticRun(dataset),
      ...{ name: `${arm.name}, seed ${seed}`, study: { study, arm: arm.name, seed } },
    });
    const accuracy = accuracies[arm.name as keyof typeof accuracies][seed - 1];
    for (let epoch = 0; epoch < (accuracy === null ? 1 : EPOCHS); epoch++) {
      const record = { ...syntheticRecord(epoch), testAccuracy: accuracy ?? 0.5 };
      await project.recordEpoch(run, record, syntheticColumns(SAMPLES, epoch));
    }
    if (accuracy === null) await project.updateRun(run, { status: 'interrupted' });
    else await project.finishRun(run, Uint8Array.of(1));
  }
  await project.close();
}
