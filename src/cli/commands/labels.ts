import type { Command } from 'commander';
import { DEFAULT_FOLDS, LEAST_FOLDS, MOST_FOLDS } from '../../core/labels/folds.ts';
import { LABEL_MARGIN, LABEL_PROBABILITY } from '../../core/labels/scores.ts';
import { parameters } from '../../core/recipe/parameters.ts';
import { crossValidate, crossValidated } from '../../jobs/cross-validate.ts';
import type { Project } from '../../project/project.ts';
import { projectOption, runNumber, wholeNumber } from '../options.ts';
import { printDynamics } from '../label-dynamics.ts';
import { printJson, printResult, say } from '../output.ts';
import { showShare } from '../progress.ts';
import { reading } from '../reading.ts';
import { counted, figure, table, whole } from '../words.ts';
import { workedOut } from '../working.ts';

const DEFAULT_COUNT = 20;

type Flags = {
  project: string;
  run: string;
  crossValidated?: true;
  folds: string;
  epochs?: string;
  count: string;
  json?: true;
};

export function registerLabels(program: Command): void {
  program
    .command('labels')
    .description(
      'rank the training samples by how likely their labels are wrong: from what the run recorded of them, or by models that never saw them',
    )
    .addOption(projectOption())
    .requiredOption('--run <run>', 'The number of the run.')
    .option(
      '--cross-validated',
      'Judge every label by a model of the run’s recipe that never saw it, one a fold; they are trained where they are missing, and the scores are kept in the project.',
    )
    .option('--folds <k>', 'How many folds, 2 to 20.', String(DEFAULT_FOLDS))
    .option('--epochs <n>', 'How long each model is trained; as long as the run by default.')
    .option(
      '--count <n>',
      'How many samples to print, the likeliest errors first.',
      String(DEFAULT_COUNT),
    )
    .option('--json', 'Print them as JSON.')
    .action(async (flags: Flags) => {
      const run = runNumber(flags.run, '--run');
      const count = wholeNumber(flags.count, '--count', 1, Number.MAX_SAFE_INTEGER);
      if (!flags.crossValidated) return printDynamics(flags.project, run, count, flags.json);
      const folds = wholeNumber(flags.folds, '--folds', LEAST_FOLDS, MOST_FOLDS);
      const { min, max } = parameters.epochs;
      const epochs =
        flags.epochs === undefined
          ? await reading(flags.project, async (project) => (await project.run(run)).recipe.epochs)
          : wholeNumber(flags.epochs, '--epochs', min, max);
      const division = { run, folds, epochs };
      const found = await workedOut(
        flags.project,
        'mikke labels',
        (project) => ranked(project, division, count),
        (project, signal) => {
          say(
            `${folds} models are trained over ${counted(epochs, 'epoch')}, each without a fold of the training samples.`,
          );
          const onProgress = ({ fold, share }: { fold: number; share: number }) =>
            showShare(share, `fold ${fold + 1} of ${folds}`);
          return crossValidate(project, division, onProgress, { signal });
        },
      );
      const scores = [LABEL_PROBABILITY, LABEL_MARGIN];
      if (flags.json) return printJson({ ...division, ...found, scores });
      const { engine, seed, judged, doubted, samples } = found;
      await printResult(
        `Labels of run ${run} judged by models that never saw them: ${folds} folds, ${counted(epochs, 'epoch')}, seed ${seed}, engine ${engine}. ` +
          `Of ${whole(judged)} samples, ${whole(doubted)} have another class that is likelier than their label.\n` +
          `Ranked by margin: the probability of the label less the largest one of another class (Northcutt et al., arXiv 1911.00068).\n\n` +
          table(
            ['sample', 'label', 'predicted', 'probability of label', 'margin'],
            samples.map((row) => [
              String(row.sample),
              row.label,
              row.predicted,
              figure(row.labelProbability),
              figure(row.labelMargin),
            ]),
          ),
      );
    });
}

/** The samples whose labels are the likeliest errors; null where a fold is missing, or the scores are others. */
async function ranked(
  project: Project,
  division: { run: number; folds: number; epochs: number },
  count: number,
) {
  const found = await crossValidated(project, division);
  if (found === null || !found.scoresKept) return null;
  const { recipe, dataset } = await project.run(division.run);
  const { classNames } = await project.dataset(dataset);
  const labels = await project.labels(dataset);
  const { labelProbability, labelMargin, predicted } = found;
  const order = Uint32Array.from(labelMargin.keys()).sort(
    (a, b) => labelMargin[a] - labelMargin[b] || a - b,
  );
  return {
    seed: recipe.seed,
    engine: found.engine.name,
    judged: order.length,
    doubted: labelMargin.filter((margin) => margin < 0).length,
    samples: Array.from(order.subarray(0, count), (sample) => ({
      sample,
      label: classNames[labels[sample]],
      predicted: classNames[predicted[sample]],
      labelProbability: labelProbability[sample],
      labelMargin: labelMargin[sample],
    })),
  };
}
