/** What a finished run's network makes of every sample, worked out in a trainer process. */
import { MikkeError } from '../core/errors/error.ts';
import { engineNames } from '../core/recipe/parameters.ts';
import { FEATURE_CHUNK } from '../core/record/features.ts';
import type { Project } from '../project/project.ts';
import { replaceOnce, talkWithTrainer, type TalkOptions } from './trainer-talk.ts';

/** Of the whole job, in samples. */
export type OnSamples = (done: number, total: number) => void;

/**
 * Works out the features of a run's samples, and goes on with those that are missing where it was
 * stopped before; nothing is done where they are all there. A lost trainer is replaced once.
 * @throws run-missing, weights-missing, project-in-use, analysis-lost, and what the trainer reported
 */
export async function computeFeatures(
  project: Project,
  run: number,
  onProgress: OnSamples,
  options: TalkOptions = {},
): Promise<'finished' | 'stopped'> {
  if ((await project.features(run)).whole) return 'finished';
  project.requireWrite();
  const { recipe, engine, dataset } = await project.run(run);
  const weights = await project.weights(run);
  if (weights === null) throw new MikkeError('weights-missing', { run });
  const { id: _, ...record } = await project.dataset(dataset);
  const ending = await replaceOnce(async () => {
    const { chunks } = await project.features(run);
    onProgress(chunks * FEATURE_CHUNK, record.trainCount + record.testCount);
    return talkWithTrainer<'finished'>(
      {
        ...{ type: 'extract', recipe, weights, dataset: record, firstChunk: chunks },
        engine: engineNames.find((name) => name === engine?.name) ?? recipe.engine,
      },
      async (event) => {
        if (event.type === 'extracting') onProgress(event.done, event.total);
        if (event.type === 'features') {
          const { chunk, dims, scales, values } = event;
          await project.addFeatures(run, chunk, { dims, scales, values });
        }
        return event.type === 'extracted' ? 'finished' : undefined;
      },
      options,
    );
  });
  if (ending.type === 'lost') {
    throw new MikkeError('analysis-lost', { what: `the features of run ${run}`, how: ending.how });
  }
  return ending.type === 'done' ? ending.value : 'stopped';
}
