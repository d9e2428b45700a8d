/** A sample as the network of a run saw it in an epoch. */
import { MikkeError } from '../../core/errors/error.ts';
import {
  notExact,
  showingOf,
  showingWords,
  testShowing,
  type Showing,
} from '../../core/recipe/showing.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import type { RunRecord } from '../../core/record/run.ts';
import { scheduleAt } from '../../core/schedule/revision.ts';
import { mikkeVersion } from '../../jobs/versions.ts';
import type { Project } from '../../project/project.ts';
import type { Output } from '../contract.ts';
import type { FullImages } from './full-images.ts';
import type { SharedProject } from './open-projects.ts';

/** @throws run-missing, epoch-missing, and what reading its picture throws */
export async function seenSample(
  shared: SharedProject,
  images: FullImages,
  { run, sample, epoch }: { run: number; sample: number; epoch: number },
): Promise<Output<'samples.seen'>> {
  const project = shared.project();
  const record = await project.run(run);
  const dataset = await project.dataset(record.dataset);
  const showing =
    sample < dataset.trainCount
      ? await trainShowing(project, record, dataset, sample, epoch)
      : testShowing;
  const seen = await images.seen(shared, record.dataset, sample, showing);
  const { done, ...picture } = seen;
  const why = notExact(showing, record.versions['mikke'] ?? mikkeVersion, mikkeVersion);
  return {
    ...picture,
    channels: dataset.channels,
    words: showingWords(showing, dataset, done),
    exact: why === null,
    why,
  };
}

async function trainShowing(
  project: Project,
  run: RunRecord,
  dataset: DatasetRecord,
  sample: number,
  epoch: number,
): Promise<Showing> {
  const [epochs, history] = await Promise.all([
    project.epochs(run.id),
    project.history(run.id, sample),
  ]);
  const record = epochs.at(epoch);
  if (record === undefined) {
    throw new MikkeError('epoch-missing', { run: run.id, epoch, epochs: epochs.length });
  }
  return showingOf(run.recipe, scheduleAt(run, epoch), record, dataset, {
    state: history.hidden[epoch] === 1 ? 'hidden' : 'trained',
    // A softmax is above 0.
    forwarded: history.confidence[epoch] !== 0,
  });
}
