import type { Command } from 'commander';
import { reviseRun } from '../../jobs/revise.ts';
import { openProject } from '../../project/project.ts';
import { projectOption, scheduleFrom, runNumber } from '../options.ts';
import { printJson, printResult } from '../output.ts';

type Flags = { project: string; schedule: string; json?: true };

export function registerRevise(run: Command): void {
  run
    .command('revise')
    .description('change what a run that is not finished follows from its next epoch on')
    .argument('<run>', 'the number of the run')
    .addOption(projectOption())
    .requiredOption(
      '--schedule <file>',
      'A JSON file whose tracks replace those that the run follows.',
    )
    .option('--json', 'Print the revision as JSON.')
    .action(async (typed: string, flags: Flags) => {
      const id = runNumber(typed);
      const schedule = await scheduleFrom(flags.schedule);
      const project = await openProject(flags.project, {
        access: 'write',
        who: 'mikke run revise',
      });
      try {
        const revision = await reviseRun(project, id, schedule);
        await (flags.json
          ? printJson(revision)
          : printResult(
              `Run ${id} follows the changed schedule from epoch ${revision.epoch} on. "mikke resume" goes on with it.\n`,
            ));
      } finally {
        await project.close();
      }
    });
}
