import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { accepts, expectation, parseText, type Parameter } from '../../core/recipe/parameter.ts';
import { suggestKey } from '../../core/errors/suggest.ts';
import type { StudyRecord } from '../../core/study/record.ts';
import { resultsOf, usualBaseline, type StudyResults } from '../../core/study/results.ts';
import { placesOf } from '../../core/study/study.ts';
import { carryOutStudy, prepareStudy } from '../../jobs/study.ts';
import { besideThumbnails } from '../../jobs/thumbnails.ts';
import type { Project } from '../../project/project.ts';
import { projectOption } from '../options.ts';
import { printJson, printResult, say } from '../output.ts';
import { showImport } from '../progress.ts';
import { reading } from '../reading.ts';
import { readStudy } from '../study-file.ts';
import { studyText } from '../study-text.ts';
import { watchRun } from '../watch.ts';
import { table } from '../words.ts';

type Flags = { project: string; json?: true };
type CompareFlags = Flags & {
  baseline?: string;
  atAccuracy?: string;
  atSeconds?: string;
  withEvaluation?: true;
};

const atAccuracy: Parameter = {
  type: 'number',
  min: 0,
  max: 1,
  default: 0.9,
  label: 'accuracy',
  unit: 'fraction of test samples',
  help: 'A test accuracy at which arms are compared',
};
const atSeconds: Parameter = {
  type: 'number',
  min: 0,
  max: 1e9,
  default: 60,
  label: 'seconds',
  unit: 's',
  help: 'A time at which arms are compared',
};

export function registerStudies(program: Command): void {
  const study = program
    .command('study')
    .description('recipes times seeds: carry them out, and compare them');

  withComparison(
    study
      .command('run')
      .description('start a study, or go on with it; what is finished is kept')
      .argument('<file>', 'a JSON file with the arms and seeds'),
  ).action(async (file: string, flags: CompareFlags) => {
    const given = await readStudy(file);
    const prepared = await prepareStudy(flags.project, 'mikke study run', given, showImport);
    const { project } = prepared;
    try {
      await besideThumbnails(project, () =>
        carryOutStudy(
          prepared,
          async ({ run, number, of, arm, seed }) => {
            say(`Study ${given.name}, run ${number} of ${of}: ${arm} with seed ${seed}.`);
            await watchRun(project, run, 'mikke study run');
          },
          ({ message, code }) => say(`mikke: ${message} [${code}]`),
        ),
      );
      await print(project, given.name, flags);
    } finally {
      await project.close();
    }
  });

  withComparison(
    study
      .command('show')
      .description('compare the arms of a study: means, intervals and paired tests')
      .argument('<name>', 'a name that "mikke study list" prints'),
  ).action((name: string, flags: CompareFlags) =>
    reading(flags.project, (project) => print(project, name, flags)),
  );

  study
    .command('list')
    .description('list the studies of a project, oldest first')
    .addOption(projectOption())
    .option('--json', 'Print them as a JSON array.')
    .action((flags: Flags) =>
      reading(flags.project, async (project) => {
        const studies = await project.studies();
        await (flags.json ? printJson(studies) : printResult(await listText(project, studies)));
      }),
    );
}

const withComparison = (command: Command): Command =>
  command
    .addOption(projectOption())
    .option('--baseline <arm>', 'Compare with this arm (default: the first).')
    .option('--at-accuracy <x>', 'Also compare the time to this test accuracy, from 0 to 1.')
    .option('--at-seconds <x>', 'Also compare the test accuracy after this time.')
    .option('--with-evaluation', 'Count evaluation as time, too.')
    .option('--json', 'Print it as JSON.');

async function print(project: Project, name: string, flags: CompareFlags): Promise<void> {
  const studies = await project.studies();
  const record = studies.find(({ study }) => study.name === name);
  if (record === undefined) {
    const names = studies.map(({ study }) => study.name);
    const suggestion = names.length === 0 ? undefined : suggestKey(name, names);
    throw new MikkeError('study-missing', { study: name, path: project.path, suggestion });
  }
  const results = await resultsFor(project, record, flags);
  const { id, createdAt, study } = record;
  await (flags.json
    ? printJson({ id, createdAt, study, ...results })
    : printResult(studyText(results)));
}

async function resultsFor(
  project: Project,
  record: StudyRecord,
  flags: CompareFlags,
): Promise<StudyResults> {
  const options = {
    baseline: flags.baseline ?? usualBaseline(record.study),
    withEvaluation: flags.withEvaluation ?? false,
    atAccuracy: numberFrom(flags.atAccuracy, '--at-accuracy', atAccuracy),
    atSeconds: numberFrom(flags.atSeconds, '--at-seconds', atSeconds),
  };
  const runs = await Promise.all(
    record.runs.map(async ({ run }) => ({
      ...(await project.run(run)),
      epochs: await project.epochs(run),
    })),
  );
  return resultsOf(record, runs, options);
}

/** What was typed for a flag, or null where nothing was. @throws bad-value */
function numberFrom(typed: string | undefined, key: string, parameter: Parameter): number | null {
  if (typed === undefined) return null;
  const value = parseText(parameter, typed);
  if (typeof value !== 'number' || !accepts(parameter, value)) {
    throw new MikkeError('bad-value', { key, value: typed, expected: expectation(parameter) });
  }
  return value;
}

async function listText(project: Project, studies: readonly StudyRecord[]): Promise<string> {
  if (studies.length === 0) {
    return 'The project has no studies. "mikke study run" starts one.\n';
  }
  const finished = new Set(
    (await project.runs()).filter(({ status }) => status === 'finished').map(({ id }) => id),
  );
  return table(
    ['study', 'arms', 'seeds', 'finished'],
    studies.map(({ study, runs }) => [
      study.name,
      study.arms.map(({ name }) => name).join(', '),
      study.seeds.join(', '),
      `${runs.filter(({ run }) => finished.has(run)).length} of ${placesOf(study).length} runs`,
    ]),
  );
}
