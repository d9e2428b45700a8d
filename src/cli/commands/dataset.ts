import type { Command } from 'commander';
import { excludedCount } from '../../core/record/exclusion.ts';
import { exclusionOf, versionWithoutExcluded } from '../../jobs/exclude.ts';
import { openProject, type Project } from '../../project/project.ts';
import { datasetNumber } from '../chosen.ts';
import { projectOption } from '../options.ts';
import { printJson, printResult } from '../output.ts';
import { showImport } from '../progress.ts';
import { reading } from '../reading.ts';
import { counted, table, whole } from '../words.ts';

type Flags = { project: string; dataset?: string; print?: true; json?: true };

export function registerDatasets(program: Command): void {
  const dataset = program
    .command('dataset')
    .description('list the data-set versions of a project, or make one without excluded samples');

  dataset
    .command('list')
    .description('list the data-set versions of a project, oldest first')
    .addOption(projectOption())
    .option('--json', 'Print them as a JSON array.')
    .action((flags: Flags) =>
      reading(flags.project, async (project) => {
        const datasets = await project.datasets();
        await (flags.json ? printJson(datasets) : printResult(datasetsTable(datasets)));
      }),
    );

  dataset
    .command('exclude')
    .description('make a data-set version without the training samples that have the tag "exclude"')
    .addOption(projectOption())
    .option(
      '--dataset <number>',
      'The data-set version that they are tagged in; the only one by default.',
    )
    .option(
      '--print',
      'Make nothing: print what the version would leave out, as a list for "mikke train --exclude".',
    )
    .option('--json', 'Print the version as JSON.')
    .action(async (flags: Flags) => {
      if (flags.print) {
        return reading(flags.project, async (project) => {
          const { exclude } = await exclusionOf(
            project,
            await datasetNumber(project, flags.dataset),
          );
          await printResult(`${exclude.replaceAll(',', '\n')}\n`);
        });
      }
      const project = await openProject(flags.project, {
        access: 'write',
        who: 'mikke dataset exclude',
      });
      try {
        const before = await datasetNumber(project, flags.dataset);
        const made = await versionWithoutExcluded(project, before, showImport);
        const { trainCount, leftOut } = made;
        await (flags.json
          ? printJson(await project.dataset(made.dataset))
          : printResult(
              `Data set ${made.dataset} is data set ${before} without ${counted(leftOut, 'training sample')}: ${whole(trainCount)} stay, with their tags and notes, and every test sample.\n`,
            ));
      } finally {
        await project.close();
      }
    });
}

const datasetsTable = (datasets: Awaited<ReturnType<Project['datasets']>>): string =>
  datasets.length === 0
    ? 'The project has no data set. "mikke train" imports one.\n'
    : table(
        ['number', 'name', 'training', 'test', 'left out', 'folder'],
        datasets.map(({ id, name, trainCount, testCount, source }) => [
          ...[String(id), name, whole(trainCount), whole(testCount)],
          source.exclude === undefined ? '' : whole(excludedCount(source.exclude)),
          source.folder,
        ]),
      );
