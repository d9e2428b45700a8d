import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import {
  exportFormats,
  folderModes,
  type ExportFormat,
  type ExportTarget,
} from '../../core/query/export.ts';
import { epochHead, epochRows } from '../../jobs/export/epochs.ts';
import { chosenSamples, exportSamples, fileOf, inParts } from '../../jobs/export/export.ts';
import { parquet } from '../../jobs/export/parquet.ts';
import type { Format } from '../../jobs/export/rows.ts';
import { csv, json } from '../../jobs/export/text.ts';
import { writeWholeFile } from '../../jobs/export/whole.ts';
import type { Project } from '../../project/project.ts';
import { chosenBy, choosesSamples, type ChosenFlags } from '../chosen.ts';
import { projectOption, runNumber } from '../options.ts';
import { printResult, say } from '../output.ts';
import { reading } from '../reading.ts';
import { counted } from '../words.ts';

type Flags = ChosenFlags & {
  project: string;
  format: string;
  out?: string;
  replace?: true;
  mode: string;
};

/** What every epoch of a run recorded can be written as tables alone. */
const epochFormats: Partial<Record<ExportFormat, Format>> = { csv, json, parquet };

const collect = (value: string, before: string[] = []) => [...before, value];

export function registerSamples(program: Command): void {
  program
    .command('samples')
    .description('export samples, or what every epoch of a run recorded of each training sample')
    .addOption(projectOption())
    .option('--run <run>', 'The number of the run; alone, every epoch of it is exported.')
    .option(
      '--epoch <n>',
      'Samples as they were in that epoch of the run; its last one by default.',
    )
    .option(
      '--dataset <id>',
      'Samples of that data set; that of the run, or the newest by default.',
    )
    .option('--query <json>', 'Samples that pass, as {"filter": …, "sort": …}.')
    .option('--view <name>', 'Samples of a saved view, in its order.')
    .option('--tag <tag>', 'Samples that have the tag; more than once for any of several.', collect)
    .addOption(new Option('--format <name>', `one of ${exportFormats.join(', ')}`).default('csv'))
    .option('--out <file>', 'Write to a file or folder, whole or not at all.')
    .option('--replace', 'Write over a file that is there already.')
    .addOption(new Option('--mode <name>', 'pictures in a folder: copy or link').default('copy'))
    .addHelpText('after', help)
    .action(async (flags: Flags) => {
      const format = oneOf('--format', flags.format, exportFormats);
      const mode = oneOf('--mode', flags.mode, folderModes);
      if (format === 'parquet' && flags.out === undefined && process.stdout.isTTY) {
        const problem = 'Parquet is not for a terminal: send it to a file with --out FILE.';
        throw new MikkeError('bad-usage', { problem });
      }
      const chosen = choosesSamples(flags);
      if (flags.run === undefined && !chosen) {
        const problem =
          'Say which samples are meant: by --run, --query, --view, --tag or --dataset.';
        throw new MikkeError('bad-usage', { problem });
      }
      await reading(flags.project, async (project) => {
        if (chosen) await exportChosen(project, flags, format, mode);
        else await exportEpochs(project, flags, format);
      });
    });
}

async function exportEpochs(project: Project, flags: Flags, format: ExportFormat): Promise<void> {
  const run = runNumber(flags.run ?? '', '--run');
  const write = epochFormats[format];
  if (write === undefined) {
    const expected = `one of ${Object.keys(epochFormats).join(', ')} where every epoch is exported`;
    throw new MikkeError('bad-value', { key: '--format', value: format, expected });
  }
  const parts = write(epochHead, epochRows(project, run));
  if (flags.out === undefined) for await (const part of parts) await printResult(part);
  else {
    const path = resolve(flags.out);
    for await (const _ of writeWholeFile(path, parts, { replace: flags.replace === true }));
    say(`Every epoch of run ${run} is in ${path}.`);
  }
}

async function exportChosen(
  project: Project,
  flags: Flags,
  format: ExportFormat,
  mode: ExportTarget['mode'],
): Promise<void> {
  const selection = await chosenBy(project, flags);
  if (flags.out !== undefined) {
    const path = resolve(flags.out);
    const target = { format, path, replace: flags.replace === true, mode };
    let total = 0;
    for await (const progress of exportSamples(project, selection, target)) ({ total } = progress);
    say(`${counted(total, 'sample')}, in ${path}.`);
  } else if (format === 'folder') {
    throw new MikkeError('bad-usage', { problem: 'A folder needs --out, which names it.' });
  } else {
    const samples = await chosenSamples(project, selection);
    for await (const part of fileOf(project, selection.query, inParts(samples), format)) {
      await printResult(part);
    }
  }
}

/** @throws bad-value */
function oneOf<Value extends string>(key: string, value: string, known: readonly Value[]): Value {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw new MikkeError('bad-value', { key, value, expected: `one of ${known.join(', ')}` });
}

const help = `
Examples:
  # Everything that run 2 recorded
  mikke samples --project FILE --run 2 > epochs.csv
  # Samples that people marked, as a list of numbers
  mikke samples --project FILE --tag mislabelled --format ids
  # What was not hidden in epoch 5 though its loss was at most 0.1, highest first
  mikke samples --project FILE --run 2 --epoch 5 --query '{"filter": {"all": [{"field": "loss", "min": null, "max": 0.1}, {"not": {"field": "state", "in": ["hidden"]}}]}, "sort": {"by": "loss", "descending": true}}'
  # Pictures of a saved view
  mikke samples --project FILE --run 2 --view "hidden late" --format folder --out pictures
`;
