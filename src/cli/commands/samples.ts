import { Option, type Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { projectOption, runNumber } from '../options.ts';
import { printResult } from '../output.ts';
import { reading } from '../reading.ts';
import { epochHead, epochRows } from '../../jobs/export/epochs.ts';
import { parquet } from '../../jobs/export/parquet.ts';
import type { Format } from '../../jobs/export/rows.ts';
import { csv, json } from '../../jobs/export/text.ts';

const formats: Record<string, Format> = { csv, json, parquet };

export function registerSamples(program: Command): void {
  const names = Object.keys(formats).join(', ');
  program
    .command('samples')
    .description('export what every epoch recorded of every training sample')
    .addOption(projectOption())
    .requiredOption('--run <run>', 'the number of the run')
    .addOption(new Option('--format <name>', `one of ${names}`).default('csv'))
    .action(async (flags: { project: string; run: string; format: string }) => {
      const id = runNumber(flags.run, '--run');
      if (!Object.hasOwn(formats, flags.format)) {
        const expected = `one of ${names}`;
        throw new MikkeError('bad-value', { key: '--format', value: flags.format, expected });
      }
      if (flags.format === 'parquet' && process.stdout.isTTY) {
        const problem = 'Parquet is not for a terminal: send it to a file with > FILE.';
        throw new MikkeError('bad-usage', { problem });
      }
      await reading(flags.project, async (project) => {
        for await (const part of formats[flags.format](epochHead, epochRows(project, id))) {
          await printResult(part);
        }
      });
    });
}
