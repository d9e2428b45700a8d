import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { hasBit } from '../../core/ledger/bits.ts';
import {
  hidingSettingKeys,
  viewSettingKeys,
  type ParameterKey,
} from '../../core/recipe/parameters.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { withChanges, type Simulation } from '../../core/simulate/simulate.ts';
import type { Project } from '../../project/project.ts';
import {
  addSettingOptions,
  matchOption,
  projectOption,
  runNumber,
  settingsFromFlags,
} from '../options.ts';
import { printJson, printResult } from '../output.ts';
import { hiddenCounts, reading } from '../reading.ts';
import { sayUnread } from '../unread.ts';
import { figure, percent, table, whole } from '../words.ts';

type Flags = { project: string; run: string; match?: string; epoch?: string; json?: true };
type Simulated = Awaited<ReturnType<Project['simulate']>>;

/** The settings that decide whom a recipe hides, and what that costs. */
const settingKeys: readonly ParameterKey[] = [
  'policy',
  ...hidingSettingKeys,
  ...(['view', ...viewSettingKeys, 'epochs', 'seed'] as const),
];

export function registerSimulate(program: Command): void {
  addSettingOptions(
    program
      .command('simulate')
      .description('replay what a run recorded under another hiding policy; nothing is trained')
      .addOption(projectOption())
      .requiredOption('--run <run>', 'the number of the run'),
    settingKeys,
    () => 'as the run has it',
  )
    .addOption(matchOption())
    .option('--epoch <n>', 'List whom this epoch hides or moves back, here and in the run.')
    .option('--json', 'Print it as JSON.')
    .action(async (flags: Flags & Record<string, unknown>) => {
      const id = runNumber(flags.run, '--run');
      const changes = await settingsFromFlags(flags);
      const epoch = flags.epoch === undefined ? null : epochNumber(flags.epoch);
      await reading(flags.project, async (project) => {
        if (flags.match !== undefined) {
          changes['match'] = await hiddenCounts(project, runNumber(flags.match, '--match'));
        }
        const recipe = withChanges((await project.run(id)).recipe, changes);
        sayUnread(recipe, changes);
        const simulated = await project.simulate(id, recipe, epoch);
        if (epoch !== null && simulated.samples === null) {
          throw badEpoch(String(epoch), simulated.epochs.length);
        }
        await (flags.json
          ? printJson(documentOf(id, recipe, epoch, simulated))
          : printResult(textOf(id, changes, epoch, simulated)));
      });
    });
}

/** @throws bad-value */
function epochNumber(typed: string): number {
  if (/^\d{1,6}$/.test(typed)) return Number(typed);
  throw badEpoch(typed, null);
}

function badEpoch(value: string, epochs: number | null): MikkeError {
  const expected =
    epochs === null || epochs === 0
      ? 'a recorded epoch, from 0 on'
      : `an epoch that was replayed, from 0 to ${epochs - 1}`;
  return new MikkeError('bad-value', { key: '--epoch', value, expected });
}

function documentOf(
  run: number,
  recipe: Recipe,
  epoch: number | null,
  { samples, ...simulation }: Simulated,
) {
  return {
    run,
    ...simulation,
    recipe,
    ...(samples === null
      ? {}
      : {
          samples: {
            epoch,
            hidden: [...samples.hidden],
            movedBack: [...samples.movedBack],
            recorded: {
              hidden: indicesOf(samples.recorded.hidden),
              movedBack: indicesOf(samples.recorded.movedBack),
            },
          },
        }),
  };
}

/** The set bits; what is beyond the samples is never set. */
const indicesOf = (bits: Uint8Array): number[] =>
  Array.from({ length: bits.length * 8 }, (_, i) => i).filter((i) => hasBit(bits, i));

function textOf(
  run: number,
  changes: Record<string, unknown>,
  epoch: number | null,
  { samples, ...simulation }: Simulated,
): string {
  const said = Object.entries(changes).map(([key, value]) =>
    key === 'schedule' || key === 'match' ? `another ${key}` : `${key}=${String(value)}`,
  );
  const how = said.length === 0 ? 'its own recipe' : said.join(' ');
  const first = `What run ${run} recorded under the policy "${simulation.historyPolicy}", replayed with ${how}. Nothing was trained; such a run would make a history of its own.`;
  const list =
    samples === null
      ? ''
      : `\nEpoch ${epoch}, whom either hides or moves back:\n${samplesText(samples)}`;
  return `${first}\n\n${simulationTable(simulation)}${list}`;
}

function simulationTable({ epochs, total }: Simulation): string {
  const overlap = (jaccard: number | null) => (jaccard === null ? '-' : percent(jaccard));
  const heads = [
    ...['epoch', 'scheduled', 'hidden', 'in the run', 'both', 'overlap', 'moved back'],
    ...['forward', 'backward', 'pixel-operations', 'in the run', 'factor'],
  ];
  const rows = epochs.map(
    ({ epoch, scheduledHideFraction, simulated, recorded, both, jaccard }) => [
      String(epoch),
      percent(scheduledHideFraction),
      whole(simulated.hidden),
      whole(recorded.hidden),
      whole(both),
      overlap(jaccard),
      whole(simulated.movedBack),
      whole(simulated.forwardSamples),
      whole(simulated.backwardSamples),
      whole(simulated.pixelOperations),
      whole(recorded.pixelOperations),
      figure(simulated.learningRateFactor),
    ],
  );
  const sums = [
    'all',
    '',
    whole(total.simulated.hidden),
    whole(total.recorded.hidden),
    whole(total.both),
    overlap(total.jaccard),
    whole(total.simulated.movedBack),
    whole(total.simulated.forwardSamples),
    whole(total.simulated.backwardSamples),
    whole(total.simulated.pixelOperations),
    whole(total.recorded.pixelOperations),
    '',
  ];
  return table(heads, [...rows, sums]);
}

function samplesText({ hidden, movedBack, recorded }: NonNullable<Simulated['samples']>): string {
  const here = new Map<number, string>();
  for (const sample of movedBack) here.set(sample, 'moved back');
  for (const sample of hidden) here.set(sample, 'hidden');
  const inRun = (sample: number) =>
    hasBit(recorded.hidden, sample)
      ? 'hidden'
      : hasBit(recorded.movedBack, sample)
        ? 'moved back'
        : 'trained';
  const rows: string[][] = [];
  for (let sample = 0; sample < recorded.hidden.length * 8; sample++) {
    const states = [here.get(sample) ?? 'trained', inRun(sample)];
    if (states.some((state) => state !== 'trained')) rows.push([String(sample), ...states]);
  }
  return rows.length === 0 ? 'nobody\n' : table(['sample', 'here', 'in the run'], rows);
}
