/** `mikke …`: parses what was typed, calls the services, and turns every error into a sentence and a status. */
import { Command, CommanderError } from 'commander';
import { MikkeError, asMikkeError } from '../core/errors/error.ts';
import { mikkeVersion } from '../jobs/versions.ts';
import { registerDatasets } from './commands/dataset.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerDuplicates } from './commands/duplicates.ts';
import { registerLabels } from './commands/labels.ts';
import { registerNeighbours } from './commands/neighbours.ts';
import { registerRevise } from './commands/revise.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSamples } from './commands/samples.ts';
import { registerSearches } from './commands/search.ts';
import { registerServe } from './commands/serve.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerSql } from './commands/sql.ts';
import { registerStart } from './commands/start.ts';
import { registerStudies } from './commands/study.ts';
import { registerTemplates } from './commands/template.ts';
import { registerTraining } from './commands/train.ts';
import { say } from './output.ts';

/** Ended by Ctrl-C, as shells count it. */
const INTERRUPTED_STATUS = 130;

/** @returns the exit status */
export async function main(argv: readonly string[]): Promise<number> {
  // Whoever reads our output may stop reading: `mikke samples | head` is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program().parseAsync(argv, { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = asMikkeError(thrown instanceof CommanderError ? usageError(thrown) : thrown);
    say(`mikke: ${error.message} [${error.code}]`);
    const interrupted = error.code === 'interrupted' || error.code === 'analysis-interrupted';
    return interrupted ? INTERRUPTED_STATUS : 1;
  }
}

function program(): Command {
  const mikke = new Command('mikke')
    .description('Train image classifiers on less, and keep every sample’s story.')
    .version(mikkeVersion)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .helpCommand(false)
    .commandsGroup('Runs and what they record:');
  const run = mikke
    .command('run')
    .description('show a run, change its schedule while it is under way, or start a changed copy');
  registerTraining(mikke, run);
  registerRuns(mikke, run);
  registerRevise(run);
  registerSamples(mikke);
  registerSql(mikke);
  registerNeighbours(mikke);
  registerLabels(mikke);
  registerDatasets(mikke);
  registerDuplicates(mikke);
  mikke.commandsGroup('Methods, and how they compare:');
  registerStudies(mikke);
  registerSearches(mikke);
  registerSimulate(mikke);
  registerTemplates(mikke);
  mikke.commandsGroup('The app and this machine:');
  registerDoctor(mikke);
  registerStart(mikke);
  registerServe(mikke);
  for (const command of mikke.commands) command.helpCommand(false);
  return mikke;
}

/** Commander's words as one of our sentences. */
function usageError({ code, message }: CommanderError): MikkeError {
  const [said = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  const named = /'([^']*)'/.exec(said)?.[1] ?? '';
  const suggestion = /Did you mean (?:one of )?([^,?)]+)/.exec(hint)?.[1];
  if (code === 'commander.unknownOption') {
    return new MikkeError('unknown-option', { option: named, suggestion });
  }
  if (code === 'commander.unknownCommand') {
    return new MikkeError('unknown-command', { command: named, suggestion });
  }
  const problem = code === 'commander.help' ? 'A command is missing' : said;
  return new MikkeError('bad-usage', {
    problem: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`,
  });
}
