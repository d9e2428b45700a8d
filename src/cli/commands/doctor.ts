import type { Command } from 'commander';
import { examine } from '../../jobs/doctor.ts';
import { dataFolder } from '../data-folder.ts';
import { printJson, printResult } from '../output.ts';

const BYTES_PER_GIB = 2 ** 30;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what this machine has, and which engine would be taken and why')
    .option('--json', 'Print it as JSON.')
    .action(async (flags: { json?: true }) => {
      const report = await examine(dataFolder());
      if (flags.json) return printJson(report);
      const { machine, chosen } = report;
      const lines = [
        ...Object.entries(report.versions).map(([part, version]) => `${part} ${version}`),
        `processor ${machine.processor}, ${machine.cores} cores, ${(machine.memoryBytes / BYTES_PER_GIB).toFixed(1)} GiB of memory`,
        `data folder ${report.dataFolder}`,
        '',
        ...report.engines.map(
          ({ name, usable, reason }) =>
            `engine ${name}: ${usable ? 'usable' : 'not usable'}. ${reason}`,
        ),
        '',
        `"auto" takes ${chosen.name}: ${chosen.reason}`,
      ];
      await printResult(`${lines.join('\n')}\n`);
    });
}
