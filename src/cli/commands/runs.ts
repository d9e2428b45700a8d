import type { Command } from 'commander';
import type { Compared, Review } from '../../core/forecast/review.ts';
import { parameterGroups } from '../../core/recipe/groups.ts';
import type { ParameterKey } from '../../core/recipe/parameters.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { unread } from '../../core/recipe/unread.ts';
import { excludedCount } from '../../core/record/exclusion.ts';
import { revisedTracks } from '../../core/schedule/revision.ts';
import { tracks, type Schedule } from '../../core/schedule/schedule.ts';
import { totalSeconds } from '../../core/record/run.ts';
import { runDocument, runRow } from '../document.ts';
import { projectOption, runNumber } from '../options.ts';
import { printJson, printResult } from '../output.ts';
import { reading } from '../reading.ts';
import { counted, duration, figure, moment, percent, table, whole } from '../words.ts';

type Flags = { project: string; json?: true };

export function registerRuns(program: Command, run: Command): void {
  program
    .command('runs')
    .description('list the runs of a project, oldest first')
    .addOption(projectOption())
    .option('--json', 'Print them as a JSON array.')
    .action(async (flags: Flags) =>
      reading(flags.project, async (project) => {
        const runs = await project.runs();
        const rows = await Promise.all(runs.map(({ id }) => runRow(project, id)));
        await (flags.json ? printJson(rows) : printResult(runsTable(rows)));
      }),
    );

  run
    .command('show')
    .description('show a run: its recipe, engine, versions and epochs')
    .argument('<run>', 'the number of the run')
    .addOption(projectOption())
    .option('--json', 'Print it as JSON.')
    .action(async (typed: string, flags: Flags) => {
      const id = runNumber(typed);
      await reading(flags.project, async (project) => {
        const document = await runDocument(project, id);
        await (flags.json ? printJson(document) : printResult(runText(document)));
      });
    });
}

function runsTable(rows: Awaited<ReturnType<typeof runRow>>[]): string {
  if (rows.length === 0) return 'The project has no runs. "mikke train" starts one.\n';
  return table(
    ['run', 'name', 'status', 'policy', 'view', 'seed', 'epochs', 'test accuracy'],
    rows.map((row) => [
      String(row.id),
      row.name,
      row.status,
      row.policy,
      row.view,
      String(row.seed),
      `${row.epochsDone} of ${row.epochs}`,
      row.testAccuracy === null ? '' : percent(row.testAccuracy),
    ]),
  );
}

/** The settings that the recipe reads. */
const settingsText = (recipe: Recipe, keys: readonly ParameterKey[]): string =>
  keys
    .filter((key) => unread(key, recipe) === null)
    .map((key) => `${key}=${recipe[key] ?? 'all'}`)
    .join(' ');

/** Of the tracks that are given by hand, how many keyframes each has. */
const tracksText = (schedule: Schedule): string =>
  Object.entries(schedule.tracks)
    .map(([name, track]) => `${name} of ${counted(track?.length ?? 0, 'keyframe')}`)
    .join(', ');

/** As one line: from when on the schedule changed, who changed it and when, and in which tracks. */
const revisionText = ({ revision, tracks: names }: ReturnType<typeof revisedTracks>[number]) =>
  `Schedule changed from epoch ${revision.epoch} on, by ${revision.by}, ${moment(revision.at)}: ${names.map((name) => tracks[name].label).join(', ')}`;

function runText(run: Awaited<ReturnType<typeof runDocument>>): string {
  const { recipe } = run;
  const lines = [
    `Run ${run.id} ${run.name}: ${run.status}`,
    ...(run.error === null ? [] : [run.error.message]),
    ...(run.engine === null ? [] : [`Engine ${run.engine.name}: ${run.engine.reason}`]),
    `Data set ${run.dataset.name}: ${whole(run.dataset.trainCount)} training and ${whole(run.dataset.testCount)} test samples`,
    ...parameterGroups.map(({ title, keys }) => `${title}: ${settingsText(recipe, keys)}`),
    ...(recipe.schedule === null
      ? []
      : [`Schedule over ${recipe.schedule.clock}: ${tracksText(recipe.schedule)}`]),
    ...revisedTracks(run).map(revisionText),
    ...(recipe.exclude === null
      ? []
      : [`Left out: ${counted(excludedCount(recipe.exclude), 'training sample')}`]),
    ...(recipe.match === null ? [] : [`Hidden counts matched to run ${recipe.match.run}`]),
    `Versions: ${Object.entries(run.versions)
      .map(([part, version]) => `${part} ${version}`)
      .join(', ')}`,
  ];
  const epochs = table(
    [
      'epoch',
      'loss',
      'train',
      'test',
      'scheduled',
      'hidden',
      'moved back',
      'learning rate',
      'time',
    ],
    run.epochs.map((epoch) => [
      String(epoch.epoch),
      figure(epoch.trainLoss),
      percent(epoch.trainAccuracy),
      percent(epoch.testAccuracy),
      percent(epoch.scheduledHideFraction),
      whole(epoch.hidden),
      whole(epoch.movedBack),
      figure(epoch.learningRate),
      duration(totalSeconds(epoch)),
    ]),
  );
  const review = run.forecast === null ? '' : `\n${reviewText(run.forecast)}`;
  return `${lines.join('\n')}\n\n${epochs}${review}`;
}

function reviewText(review: Review): string {
  const { certainty, seconds } = review;
  const row = (name: string, { forecast, measured, ratio }: Compared, form = whole) => [
    name,
    form(forecast),
    form(measured),
    ratio === null ? '' : ratio.toFixed(3),
  ];
  const rows = [
    row(certainty === 'exact' ? 'hidden' : `hidden (${certainty})`, review.hidden),
    row('samples forward', review.forwardSamples),
    row('samples backward', review.backwardSamples),
    row('pixels forward', review.forwardPixels),
    row('pixels backward', review.backwardPixels),
    row('pixel-operations', review.pixelOperations),
    ...(seconds === null
      ? []
      : [row(`time, at the pace of run ${seconds.paceOfRun}`, seconds, duration)]),
  ];
  const untold =
    seconds === null ? 'No earlier run of this model, width and engine tells its time.\n' : '';
  const head = [`over ${counted(review.epochs, 'epoch')}`, 'forecast', 'measured', 'ratio'];
  return `${table(head, rows)}${untold}`;
}
