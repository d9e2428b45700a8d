import { basename } from 'node:path';
import type { Command } from 'commander';
import { templateNamed } from '../../core/template/registry.ts';
import { templateSettings } from '../../core/template/settings.ts';
import { newRun } from '../../jobs/new-run.ts';
import { besideThumbnails } from '../../jobs/thumbnails.ts';
import { parseRecipe, type Recipe } from '../../core/recipe/recipe.ts';
import { openProject } from '../../project/project.ts';
import {
  addRecipeOptions,
  matchOption,
  projectOption,
  runNumber,
  settingFromPair,
  settingsFromFlags,
} from '../options.ts';
import { ownTemplates } from '../own-templates.ts';
import { say } from '../output.ts';
import { showImport } from '../progress.ts';
import { hiddenCounts, reading } from '../reading.ts';
import { sayUnread } from '../unread.ts';
import { printOutcome, watchRun } from '../watch.ts';

type Flags = { project: string; name?: string; match?: string; template?: string; json?: true };

export function registerTraining(program: Command, run: Command): void {
  addRecipeOptions(
    program
      .command('train')
      .description('train a model, and record every sample and epoch in the project')
      .addOption(projectOption())
      .option('--name <text>', 'What the run is called.')
      .option('--json', 'Print the run as JSON.')
      .option(
        '--template <name>',
        'Take the settings of a template, which "mikke template list" names, scaled to the epochs; other flags override them.',
      ),
  )
    .addOption(matchOption())
    .action(async (flags: Flags & Record<string, unknown>) => {
      const settings = await settingsFromFlags(flags);
      if (flags.match !== undefined) {
        const id = runNumber(flags.match, '--match');
        settings['match'] = await reading(flags.project, (project) => hiddenCounts(project, id));
      }
      const template =
        flags.template === undefined ? null : templateNamed(flags.template, await ownTemplates());
      const recipe = parseRecipe(
        template === null ? settings : templateSettings(template, settings),
      );
      sayUnread(recipe, settings);
      await start(flags.project, recipe, flags, template?.name);
    });

  program
    .command('resume')
    .description('go on with a run that was stopped, failed or interrupted')
    .argument('<run>', 'the number of the run')
    .addOption(projectOption())
    .option('--json', 'Print the run as JSON.')
    .action(async (typed: string, flags: Flags) => {
      const id = runNumber(typed);
      const project = await openProject(flags.project, { access: 'write', who: 'mikke resume' });
      try {
        project.requireWrite();
        await besideThumbnails(project, () => watchRun(project, id));
        await printOutcome(project, id, flags.json ?? false);
      } finally {
        await project.close();
      }
    });

  run
    .command('clone')
    .description('start a changed copy of a run')
    .argument('<run>', 'the number of the run')
    .addOption(projectOption())
    .option('--set <key=value...>', 'Settings to change, such as seed=2 hide=0.2.')
    .option('--name <text>', 'What the run is called.')
    .option('--json', 'Print the run as JSON.')
    .action(async (typed: string, flags: Flags & { set?: string[] }) => {
      const id = runNumber(typed);
      const pairs = await Promise.all((flags.set ?? []).map(settingFromPair));
      const { recipe, revisions } = await reading(flags.project, (project) => project.run(id));
      const changed = parseRecipe({ ...recipe, ...Object.fromEntries(pairs) });
      sayUnread(changed, Object.fromEntries(pairs));
      if (revisions.length > 0) {
        say(
          `The schedule of run ${id} was changed under way; the copy follows what it began with.`,
        );
      }
      await start(flags.project, changed, flags);
    });
}

/** `method` is what the run is called by, if nobody says otherwise. */
async function start(
  path: string,
  recipe: Recipe,
  flags: Flags,
  method: string = recipe.policy,
): Promise<void> {
  const name = flags.name ?? `${method} ${recipe.model} ${basename(recipe.dataset)}`;
  const { project, run } = await newRun(path, 'mikke train', recipe, name, showImport);
  try {
    await besideThumbnails(project, () => watchRun(project, run));
    await printOutcome(project, run, flags.json ?? false);
  } finally {
    await project.close();
  }
}
