import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { computeFeatures } from '../../jobs/features.ts';
import type { Project } from '../../project/project.ts';
import { projectOption, runNumber, wholeNumber } from '../options.ts';
import { printJson, printResult, say } from '../output.ts';
import { showShare } from '../progress.ts';
import { figure, table, whole } from '../words.ts';
import { workedOut } from '../working.ts';

const MOST = 64;
const DEFAULT = 10;

type Flags = { project: string; run: string; sample: string; count: string; json?: true };

export function registerNeighbours(program: Command): void {
  program
    .command('neighbours')
    .description(
      'find the samples that the network of a finished run sees most like one; its features of every sample are worked out where they are missing, and kept in the project',
    )
    .addOption(projectOption())
    .requiredOption('--run <run>', 'The number of the run.')
    .requiredOption('--sample <n>', 'The number of the sample, training samples first.')
    .option('--count <n>', `How many to find, 1 to ${MOST}.`, String(DEFAULT))
    .option('--json', 'Print them as JSON.')
    .action(async (flags: Flags) => {
      const run = runNumber(flags.run, '--run');
      const sample = wholeNumber(flags.sample, '--sample', 0, Number.MAX_SAFE_INTEGER);
      const count = wholeNumber(flags.count, '--count', 1, MOST);
      const rows = await workedOut(
        flags.project,
        'mikke neighbours',
        (project) => neighboursOf(project, run, sample, count),
        (project, signal) => {
          say(`The features of run ${run} are missing, and are worked out first.`);
          const onProgress = (done: number, total: number) =>
            showShare(done / total, `features of ${whole(done)} of ${whole(total)} samples`);
          return computeFeatures(project, run, onProgress, { signal });
        },
      );
      if (flags.json) return printJson({ run, sample, distance: 'cosine', neighbours: rows });
      await printResult(
        `The ${whole(rows.length)} samples that run ${run} sees most like sample ${whole(sample)}, by 1 less the cosine between features:\n\n${table(
          ['sample', 'split', 'class', 'distance'],
          rows.map((row) => [String(row.sample), row.split, row.class, figure(row.distance)]),
        )}`,
      );
    });
}

/** Null where the features are missing. */
async function neighboursOf(project: Project, run: number, sample: number, count: number) {
  const { dataset } = await project.run(run);
  try {
    const { samples, distances } = await project.neighbours(run, sample, count);
    const { trainCount, classNames } = await project.dataset(dataset);
    const labels = await project.labels(dataset);
    return Array.from(samples, (other, i) => ({
      sample: other,
      split: other < trainCount ? 'train' : 'test',
      class: classNames[labels[other]],
      distance: distances[i],
    }));
  } catch (error) {
    if (error instanceof MikkeError && error.code === 'features-missing') return null;
    throw error;
  }
}
