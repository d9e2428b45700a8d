import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { suggestKey } from '../../core/errors/suggest.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { writeSchedule } from '../../core/schedule/text.ts';
import { prepareStudy } from '../../jobs/study.ts';
import { besideThumbnails } from '../../jobs/thumbnails.ts';
import { carryOutSearch, stateOf, type SearchState } from '../../jobs/search.ts';
import type { Project } from '../../project/project.ts';
import { projectOption } from '../options.ts';
import { printJson, printResult, say } from '../output.ts';
import { showImport } from '../progress.ts';
import { reading } from '../reading.ts';
import { progressText, resultOf, searchText } from '../search-text.ts';
import { readSearch } from '../study-file.ts';
import { watchRun } from '../watch.ts';

type Flags = { project: string; schedule?: string; json?: true };

export function registerSearches(program: Command): void {
  const search = program
    .command('search')
    .description('find a schedule of bandwidths by training, trial by trial');

  withResult(
    search
      .command('run')
      .description('start a search, or go on with it; what is finished is kept')
      .argument('<file>', 'a JSON file that says what is searched, and how'),
  ).action(async (file: string, flags: Flags) => {
    const given = await readSearch(file);
    const prepared = await prepareStudy(flags.project, 'mikke search run', given, showImport);
    const { project } = prepared;
    try {
      await besideThumbnails(project, () =>
        carryOutSearch(
          prepared,
          async ({ run, trial, arm, seed }) => {
            say(`Search ${given.name}, trial ${trial}: ${arm} with seed ${seed}.`);
            await watchRun(project, run, 'mikke search run');
          },
          (state) => say(progressText(state)),
        ),
      );
      await print(project, given.name, flags);
    } finally {
      await project.close();
    }
  });

  withResult(
    search
      .command('show')
      .description('show the trials of a search, what it decided and why, and its best schedule')
      .argument('<name>', 'what the search is called'),
  ).action((name: string, flags: Flags) =>
    reading(flags.project, (project) => print(project, name, flags)),
  );
}

const withResult = (command: Command): Command =>
  command
    .addOption(projectOption())
    .option('--schedule <file>', 'Write the best schedule to this file, for "mikke train".')
    .option('--json', 'Print it as JSON.');

async function print(project: Project, name: string, flags: Flags): Promise<void> {
  const state = await searchNamed(project, name);
  const result = resultOf(state);
  if (flags.schedule !== undefined) {
    if (result === null) {
      const problem = `The search "${name}" has no finished trial yet, and so no schedule.`;
      throw new MikkeError('bad-usage', { problem });
    }
    await keepSchedule(flags.schedule, result.schedule);
  }
  if (!flags.json) return printResult(searchText(state));
  const { search, trials, standing } = state;
  const { arms: _, ...file } = search;
  const { decisions, ended } = standing;
  await printJson({ search: file, trials, decisions, ended, result });
}

/** @throws search-missing */
async function searchNamed(project: Project, name: string): Promise<SearchState> {
  const states = await Promise.all(
    (await project.studies()).map((record) => stateOf(project, record)),
  );
  const searches = states.filter((state) => state !== undefined);
  const found = searches.find(({ search }) => search.name === name);
  if (found !== undefined) return found;
  const names = searches.map(({ search }) => search.name);
  const suggestion = names.length === 0 ? undefined : suggestKey(name, names);
  throw new MikkeError('search-missing', { search: name, path: project.path, suggestion });
}

/** @throws output-not-writable */
async function keepSchedule(path: string, schedule: Schedule): Promise<void> {
  await writeFile(path, writeSchedule(schedule)).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    throw new MikkeError('output-not-writable', { path, problem }, error);
  });
}
