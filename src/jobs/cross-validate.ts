/** Labels judged by models that never saw them: a trainer process a fold, each kept as it is done. */
import { MikkeError } from '../core/errors/error.ts';
import { foldsOf } from '../core/labels/folds.ts';
import { newJudged, type JudgedLabels } from '../core/labels/judged.ts';
import { foldRecipe } from '../core/labels/recipe.ts';
import { LABEL_MARGIN, LABEL_PROBABILITY } from '../core/labels/scores.ts';
import { engineNames } from '../core/recipe/parameters.ts';
import { checkRecipe, fullSchedule, parseRecipe } from '../core/recipe/recipe.ts';
import type { EngineRecord } from '../core/record/run.ts';
import type { Project } from '../project/project.ts';
import type { Division } from '../project/stores/judged-folds.ts';
import { passCosts, shareDone } from './time-left.ts';
import { replaceOnce, talkWithTrainer, type TalkOptions } from './trainer-talk.ts';

/** `fold` from 0; `share` of the whole job, 0 … 1. */
export type OnFolds = (progress: { fold: number; share: number }) => void;

/** What was found of every training sample, and the engine that the models were trained on. */
export type CrossValidated = JudgedLabels & {
  engine: EngineRecord;
  /** Whether the scores of the data set are these, and not those of another run or division. */
  scoresKept: boolean;
};

/**
 * Trains what is missing of the models, a fold each, judges every training sample's label by the one
 * that never saw it, and keeps the two scores of the data set. It goes on after the folds that were
 * kept where it was stopped before. The models follow the run's recipe as it was begun, whatever was
 * revised since. A lost trainer is replaced once.
 * @throws run-missing, project-in-use, too-few-for-folds, dataset-too-small, analysis-lost, and what
 * the trainer reported
 */
export async function crossValidate(
  project: Project,
  division: Division,
  onProgress: OnFolds,
  options: TalkOptions = {},
): Promise<'finished' | 'stopped'> {
  project.requireWrite();
  const { run, folds, epochs } = division;
  const { dataset, engine, ...ran } = await project.run(run);
  const { id: _, ...record } = await project.dataset(dataset);
  const recipe = parseRecipe(foldRecipe(ran.recipe, epochs));
  if (record.trainCount < folds) {
    throw new MikkeError('too-few-for-folds', { samples: record.trainCount, folds });
  }
  const testCount = Math.ceil(record.trainCount / folds);
  const trainCount = record.trainCount - testCount;
  checkRecipe(recipe, trainCount, record);
  const costs = passCosts(
    { recipe, schedule: fullSchedule(recipe), revisions: [] },
    { ...record, trainCount, testCount },
  );

  for (let fold = 0; fold < folds; fold++) {
    const known = await project.judgedFolds(division);
    if (known.some((judged) => judged.fold === fold)) continue;
    if (options.signal?.aborted) return 'stopped';
    onProgress({ fold, share: fold / folds });
    const wanted = (known[0]?.engine ?? engine)?.name;
    const ending = await replaceOnce(() =>
      talkWithTrainer<'judged'>(
        {
          ...{ type: 'judge-fold', recipe, dataset: record, folds, fold },
          engine: engineNames.find((name) => name === wanted) ?? recipe.engine,
        },
        async (event) => {
          if (event.type === 'progress') {
            onProgress({ fold, share: (fold + shareDone(event, costs)) / folds });
          }
          if (event.type !== 'judged') return undefined;
          const { type, ...judged } = event;
          await project.saveJudgedFold(division, { fold, ...judged });
          return type;
        },
        options,
      ),
    );
    if (ending.type === 'stopped') return 'stopped';
    if (ending.type === 'lost') {
      const what = `the label probabilities of run ${run}`;
      throw new MikkeError('analysis-lost', { what, how: ending.how });
    }
  }

  const found = await crossValidated(project, division);
  if (found === null) throw new Error(`Some of the folds of run ${run} are gone.`);
  if (found.scoresKept) return 'finished';
  const descriptions = descriptionsOf(division, ran.name, recipe.seed, found.engine);
  const scores = [
    { name: LABEL_PROBABILITY, values: found.labelProbability },
    { name: LABEL_MARGIN, values: found.labelMargin },
  ] as const;
  for (const { name, values } of scores) {
    // Test samples are in no fold, and have none.
    const all = new Float32Array(record.trainCount + record.testCount).fill(NaN);
    all.set(values);
    await project.saveScore(dataset, { name, description: descriptions[name] }, all);
  }
  return 'finished';
}

/** What was found of the training samples, in order of position; null where a fold is missing. */
export async function crossValidated(
  project: Project,
  division: Division,
): Promise<CrossValidated | null> {
  const judged = await project.judgedFolds(division);
  if (judged.length < division.folds) return null;
  const { recipe, dataset, name } = await project.run(division.run);
  const { trainCount } = await project.dataset(dataset);
  const labels = (await project.labels(dataset)).subarray(0, trainCount);
  const all = newJudged(trainCount);
  const next = new Uint32Array(division.folds);
  foldsOf(labels, division.folds, recipe.seed).forEach((fold, sample) => {
    const { labelProbability, labelMargin, predicted } = judged[fold];
    const place = next[fold]++;
    all.labelProbability[sample] = labelProbability[place];
    all.labelMargin[sample] = labelMargin[place];
    all.predicted[sample] = predicted[place];
  });
  const { engine } = judged[0];
  const known = await project.scores(dataset);
  const scoresKept = Object.entries(descriptionsOf(division, name, recipe.seed, engine)).every(
    ([score, description]) =>
      known.some((one) => one.name === score && one.description === description),
  );
  return { ...all, engine, scoresKept };
}

function descriptionsOf(
  { run, folds, epochs }: Division,
  name: string,
  seed: number,
  engine: EngineRecord,
) {
  const over = epochs === 1 ? '1 epoch' : `${epochs} epochs`;
  const models = `${folds} models, each trained without a fold of its own on the recipe of run ${run} "${name}" over ${over}, seed ${seed}, engine ${engine.name}`;
  const paper =
    'the lower, the more likely is the label wrong (Northcutt et al., arXiv 1911.00068)';
  return {
    [LABEL_PROBABILITY]: `The probability of each sample's label by a model that never saw it, self-confidence: ${models}; ${paper}.`,
    [LABEL_MARGIN]: `The probability of each sample's label less the largest one of another class, by a model that never saw it: ${models}; ${paper}.`,
  };
}
