/**
 * A process to be killed: opens a project, adds a run, records epochs, finishes and closes, again
 * and again, and says before and after each step which it is.
 */
import { openProject } from '../../../src/project/project.ts';
import { addRun, syntheticColumns, syntheticRecord } from './synthetic.ts';

const [path, samples] = [process.argv[2], Number(process.argv[3])];
const say = (step: string) => process.send?.(step);

for (;;) {
  say('opening');
  const project = await openProject(path, { access: 'write', create: true, who: 'a recorder' });
  say(`opened ${project.access}`);
  const run = await addRun(project, samples);
  for (let epoch = 0; epoch < 3; epoch++) {
    say('recording');
    await project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(samples, epoch));
    say(`recorded ${run} ${epoch}`);
  }
  say('finishing');
  await project.finishRun(run, new Uint8Array(1000));
  say(`finished ${run}`);
  await project.close();
  say('closed');
}
