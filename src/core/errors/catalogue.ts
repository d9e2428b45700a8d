/**
 * Every sentence that Mikke says when something fails, under a code that never changes.
 * A sentence says what happened, what was kept, and what to do, in that order.
 * Add a line here and throw `new MikkeError(code, details)`; nothing else needs to know.
 */

const quote = (text: string) => `"${text}"`;
const meant = (suggestion: string | undefined) =>
  suggestion === undefined ? '' : ` Did you mean ${quote(suggestion)}?`;

export const catalogue = {
  // What people type
  'unknown-command': (d: { command: string; suggestion?: string | undefined }) =>
    `There is no command ${quote(d.command)}.${meant(d.suggestion)} Nothing was done. "mikke --help" lists the commands.`,
  'unknown-option': (d: { option: string; suggestion?: string | undefined; where?: string }) =>
    `${d.where ?? 'Mikke'} has no option ${quote(d.option)}.${meant(d.suggestion)} Nothing was done. "--help" after a command lists its options.`,
  'bad-usage': (d: { problem: string }) =>
    `${d.problem} Nothing was done. "--help" after a command shows how it is called.`,
  'bad-value': (d: { key: string; value: string; expected: string }) =>
    `${d.key} cannot be ${quote(d.value)}: it must be ${d.expected}. Nothing was done. Give another value and try again.`,
  'unknown-key': (d: { key: string; suggestion?: string | undefined }) =>
    `A recipe has no setting ${quote(d.key)}.${meant(d.suggestion)} Nothing was done. "mikke train --help" lists the settings.`,
  'unused-setting': (d: { key: string; policy: string; suggestion?: string | undefined }) =>
    `${d.key} has no effect with the policy ${quote(d.policy)}. Nothing was done. Leave it out, or choose a policy that uses it.`,
  'unknown-template': (d: { name: string; suggestion?: string | undefined }) =>
    `There is no template ${quote(d.name)}.${meant(d.suggestion)} Nothing was done. "mikke template list" lists them.`,
  'bad-schedule': (d: { path: string; problem: string }) =>
    `The schedule ${quote(d.path)} cannot be used: ${d.problem} Nothing was done. Correct it and try again.`,
  'bad-study': (d: { path: string; problem: string }) =>
    `The study ${quote(d.path)} cannot be used: ${d.problem} Nothing was done. Correct it and try again.`,
  'file-missing': (d: { path: string }) =>
    `There is no file at ${quote(d.path)}. Nothing was done. Check the path and try again.`,

  // Data sets
  'dataset-missing': (d: { path: string }) =>
    `There is no folder at ${quote(d.path)}. Nothing was imported. Give a folder that holds IDX files, or "mnist".`,
  'dataset-empty': (d: { path: string; looked: string }) =>
    `The folder ${quote(d.path)} has no ${d.looked}. Nothing was imported. Give a folder that holds them, or name the files.`,
  'dataset-invalid': (d: { path: string; problems: string[] }) =>
    `The data set in ${quote(d.path)} cannot be used: ${d.problems.join(' ')} Nothing was imported. Mend or replace the files and try again.`,
  'dataset-changed': (d: { path: string }) =>
    `The files of the data set in ${quote(d.path)} are no longer those that were imported. What is recorded was kept. Put the old files back, or start a new run, which imports the new ones.`,
  'labels-changed': (d: { path: string; samples: number }) =>
    `The files of the data set in ${quote(d.path)} give other labels to ${d.samples} ${d.samples === 1 ? 'sample' : 'samples'} than were imported. Nothing was added. Put the old files back, or start a new run, which imports the new ones.`,
  'dataset-moved': (d: { path: string }) =>
    `The files of the data set are no longer in ${quote(d.path)}. What is recorded was kept, and the thumbnails that were made. Put the files back; the rest is then made by itself.`,
  'dataset-unreadable': (d: { path: string; problem: string }) =>
    `The pictures of the data set in ${quote(d.path)} cannot be read: ${d.problem} What is recorded was kept, and the thumbnails that were made. Mend the files, or put copies in their place.`,
  'picture-missing': (d: { sample: number; path: string }) =>
    `The files in ${quote(d.path)} end before the picture of sample ${d.sample}. What is recorded of it was kept. Put the whole files back.`,
  'picture-changed': (d: { sample: number; path: string }) =>
    `The files in ${quote(d.path)} now hold another picture in the place of sample ${d.sample}. What is recorded of it was kept. Put the old files back.`,
  'dataset-too-small': (d: { samples: number; batch: number }) =>
    `The training split has ${d.samples} samples, which is less than one batch of ${d.batch}. Nothing was trained. Take more samples or a smaller batch.`,
  'test-split-empty': (d: { path: string }) =>
    `The data set in ${quote(d.path)} has no test samples. Nothing was trained. Add a test split, or raise the test limit.`,

  'everything-excluded': (d: { samples: number }) =>
    `All ${d.samples} training samples would be left out, so that nothing is left to train on. Nothing was imported. Take some of them off the list and try again.`,
  'class-excluded': (d: { className: string }) =>
    `Every training sample of the class ${quote(d.className)} would be left out, so that it cannot be learned. Nothing was imported. Keep some of them, and try again.`,
  'too-many-excluded': (d: { samples: number }) =>
    `The list of ${d.samples} samples to leave out is too long for a recipe, which holds about 100,000 that stand alone. Nothing was done. Leave out fewer, or samples that stand together.`,
  'nothing-excluded': (d: { dataset: number }) =>
    `No training sample of data set ${d.dataset} has the tag "exclude". Nothing was done. Tag samples in the gallery, and try again.`,
  'bad-exclusion': (d: { path: string; line: number; problem: string }) =>
    `The list ${quote(d.path)} cannot be used: line ${d.line} ${d.problem} Nothing was done. A list has indices in the training files, such as 3 or 10-12, or names such as train-images-idx3-ubyte#3.`,
  'thumbnails-waiting': (d: { waiting: number; samples: number }) =>
    `The thumbnails of ${d.waiting} of ${d.samples} samples are not made yet, and near-duplicates are found by them. Nothing was changed. Wait until they are made, and try again.`,
  'too-many-tags': (d: { tag: string; most: number }) =>
    `The data set has ${d.most} tags, and ${quote(d.tag)} would be one more. Nothing was changed. Take a tag that you no longer need off all its samples, and try again.`,

  // Plans
  'everything-hidden': (d: { epoch: number; samples: number; fraction: number }) =>
    `In epoch ${d.epoch} the schedule would hide all ${d.samples} samples (hide fraction ${d.fraction}), so that nothing is left to train on. Every epoch before it was kept. Keep the hide fraction below 1.`,
  'match-impossible': (d: { run: number; problem: string }) =>
    `The hidden counts of run ${d.run} cannot be matched: ${d.problem} Nothing was done. Match a run with the same samples and at least as many recorded epochs.`,
  'revision-clock': (d: { run: number; clock: string; given: string }) =>
    `The schedule of run ${d.run} counts on the clock ${quote(d.clock)}, which cannot become ${quote(d.given)} while it is under way. Nothing was changed. Give a schedule with the clock ${quote(d.clock)}.`,
  'revision-same': (d: { run: number }) =>
    `Run ${d.run} follows this schedule already. Nothing was changed. Change a track and try again.`,
  'revision-too-late': (d: { run: number }) =>
    `Run ${d.run} makes no more epochs that could follow another schedule. Nothing was changed. Clone it with "mikke run clone" to train along another one.`,
  'revision-of-study': (d: { run: number; study: string }) =>
    `Run ${d.run} is of the study ${quote(d.study)}, whose arms are only compared fairly while every run follows its arm's recipe. Nothing was changed. Start a copy with "mikke run clone", and revise that.`,
  'simulation-impossible': (d: { policy: string; needs: string }) =>
    `The policy ${quote(d.policy)} cannot be replayed on a recorded run: it needs ${d.needs}, which no run records. Nothing was done. Choose a policy that decides by the ledger alone, or train a changed copy.`,

  // Project files
  'project-missing': (d: { path: string | null }) =>
    d.path === null
      ? 'No project is open in this window. Nothing was done. Open one, or make a new one.'
      : `There is no project at ${quote(d.path)}. Nothing was done. Check the path, or make a project with "mikke train --project".`,
  'project-not-a-project': (d: { path: string }) =>
    `The file ${quote(d.path)} is not a Mikke project. It was left as it is. Give another file, or a path at which nothing stands yet.`,
  'project-newer': (d: { path: string; fileVersion: number; ownVersion: number }) =>
    `The project ${quote(d.path)} was written by a newer Mikke (format ${d.fileVersion}; this Mikke knows up to ${d.ownVersion}). It was left as it is. Update Mikke to open it.`,
  'project-damaged': (d: { path: string; problem: string }) =>
    `The project ${quote(d.path)} is damaged: ${d.problem} It was left as it is. Restore a copy, or export what can still be read.`,
  'project-not-writable': (d: { path: string; problem: string }) =>
    `The project ${quote(d.path)} cannot be written: ${d.problem}. Nothing was changed. Choose a place where you may write.`,
  'project-in-use': (d: { path: string; writer: string }) =>
    `The project ${quote(d.path)} is being written by ${d.writer}. It was opened for reading only, and nothing was changed. Wait until that is done, or stop it.`,
  'project-busy': (d: { path: string }) =>
    `Another program reads or writes the project ${quote(d.path)} at this moment. Nothing was changed. Wait until it is done, or end it, and try again.`,
  'output-not-writable': (d: { path: string; problem: string }) =>
    `The file ${quote(d.path)} cannot be written: ${d.problem}. What the project has recorded was kept. Give another path and try again.`,
  'disk-full': (d: { path: string }) =>
    `The disk is full: ${quote(d.path)} could not be written. Every epoch recorded before was kept. Make room, then go on with "mikke resume".`,
  'run-missing': (d: { run: number; path: string; known: string }) =>
    `The project ${quote(d.path)} has no run ${d.run}. Nothing was done. It has ${d.known}.`,
  'dataset-version-missing': (d: { dataset: number; known: number[] }) =>
    `The project has no data-set version ${d.dataset}. Nothing was done. ${d.known.length === 0 ? 'It has none yet: a run adds one.' : `It has ${d.known.join(', ')}.`}`,
  'sample-missing': (d: {
    dataset: number;
    sample: number;
    samples: number;
    split?: 'training';
  }) => {
    const of = d.split === undefined ? '' : `${d.split} `;
    return `Data-set version ${d.dataset} has no ${of}sample ${d.sample}. Nothing was done. Its ${d.samples} ${of}samples are numbered from 0.`;
  },
  'selection-outdated': (_: Record<string, never>) =>
    `An epoch was recorded or a tag changed since the samples were chosen, so that others may stand in their places. Nothing was changed. Choose them again.`,
  'epoch-missing': (d: { run: number; epoch: number; epochs: number }) =>
    `Run ${d.run} has not recorded epoch ${d.epoch}. Nothing was done. ${d.epochs === 0 ? 'It has recorded none yet.' : `Its last one is epoch ${d.epochs - 1}.`}`,
  'moment-elsewhere': (d: { run: number; own: number; dataset: number }) =>
    `Run ${d.run} was trained on data-set version ${d.own}, so it says nothing of the samples of version ${d.dataset}. Nothing was done. Choose a run of that version.`,
  'run-finished': (d: { run: number }) =>
    `Run ${d.run} has finished, so nothing of it is left to train. It was left as it is. Start a changed copy with "mikke run clone".`,
  'study-missing': (d: { study: string; path: string; suggestion?: string | undefined }) =>
    `The project ${quote(d.path)} has no study ${quote(d.study)}.${meant(d.suggestion)} Nothing was done. "mikke study list" lists them.`,
  'search-missing': (d: { search: string; path: string; suggestion?: string | undefined }) =>
    `The project ${quote(d.path)} has no search ${quote(d.search)}.${meant(d.suggestion)} Nothing was done. "mikke search run" starts one.`,
  'view-missing': (d: { name: string; path: string; suggestion?: string | undefined }) =>
    `The project ${quote(d.path)} has no saved view ${quote(d.name)}.${meant(d.suggestion)} Nothing was done. Give the name of one that the gallery lists.`,
  'view-exists': (d: { name: string }) =>
    `The project has a view ${quote(d.name)} already. It was left as it is. Replace it, or choose another name.`,
  'study-changed': (d: { study: string; problem: string }) =>
    `The study ${quote(d.study)} has changed since it was begun: ${d.problem} What is recorded was kept, and nothing was done. Put it back, or give the changed study another name.`,
  'study-incomplete': (d: { study: string; finished: number; of: number; first: string }) =>
    `The study ${quote(d.study)} has ${d.finished} of ${d.of} runs finished, since some failed: ${d.first} Every epoch recorded before was kept. "mikke study run" tries the others again.`,

  // Exports
  'export-exists': (d: { path: string }) =>
    `There is a file at ${quote(d.path)} already. It was left as it is. Replace it, or give another path.`,
  'export-over-project': (d: { path: string }) =>
    `The file ${quote(d.path)} is a project, which no export replaces. It was left as it is. Give another path.`,
  'export-folder-full': (d: { path: string }) =>
    `There is something at ${quote(d.path)} already, and an export goes into a folder that is new or empty. It was left as it is. Give another path.`,
  'export-disk-full': (d: { path: string }) =>
    `The disk is full: ${quote(d.path)} could not be written. What was there was kept, and nothing half written stays. Make room, or give a path on another disk.`,
  'export-nothing-to-link': (d: { name: string }) =>
    `The samples of ${quote(d.name)} stand together in files, so that there is no file of one sample to link to. Nothing was written. Export them as copies.`,
  'export-no-match': (_: Record<string, never>) =>
    `No sample is chosen, so there is nothing to export. Nothing was written. Choose samples, or ask for others.`,
  'sql-mixed-column': (d: { column: string }) =>
    `The column ${quote(d.column)} changed its type while it was written, and a Parquet file has one type a column. Nothing was written. Ask for it with CAST(… AS TEXT).`,

  // Queries in SQL
  'sql-invalid': (d: { problem: string; place: string | null }) =>
    `The query cannot be carried out: ${d.problem}${d.place === null ? '' : ` That is at ${d.place}.`} Nothing was changed. Correct it and try again.`,
  'sql-only-reads': (d: { word: string }) =>
    `A query here only reads, and ${quote(d.word)} does more than that. Nothing was changed. Ask with SELECT; a project is changed in the app and by the other commands.`,
  'sql-one-query': (_: Record<string, never>) =>
    `There is more than one statement. Nothing was done. Ask one query at a time.`,
  'sql-too-long': (d: { seconds: number }) =>
    `The query took longer than ${d.seconds} s and was stopped. Nothing was changed. Ask for less, such as one run and one epoch, or allow more time.`,
  'sql-too-large': (_: Record<string, never>) =>
    `The query took more memory than it may, and was stopped. Nothing was changed. Ask for less, or for shorter texts.`,
  'sql-no-room': (_: Record<string, never>) =>
    `The query needs more room for what it sorts than the folder of temporary files has. Nothing was changed. Ask for less, or make room.`,
  'sql-stopped': (_: Record<string, never>) =>
    `The query was stopped. Nothing was changed. Run it again when you want its rows.`,

  // Engines and training
  'engine-unavailable': (d: { engine: string; reason: string }) =>
    `The engine ${quote(d.engine)} cannot be used here: ${d.reason} Nothing was trained. "mikke doctor" says what this machine has.`,
  'engine-wrong': (d: { engine: string; problem: string }) =>
    `The engine ${quote(d.engine)} failed its self-test: ${d.problem} Nothing was trained. Choose another engine, and please report this.`,
  'loss-not-finite': (d: { epoch: number; sample: string }) =>
    `The loss stopped being a finite number in epoch ${d.epoch} (first at ${d.sample}), so training stopped. Every epoch recorded before was kept. Lower the learning rate and start a changed copy.`,
  'out-of-memory': (d: { epoch: number }) =>
    `The memory ran out in epoch ${d.epoch}. Every epoch recorded before was kept. Take a smaller batch or a narrower model, and start a changed copy.`,
  'trainer-lost': (d: { how: string; times: number }) =>
    `The trainer process was lost ${d.times === 1 ? 'once' : 'twice'} (${d.how}), so the run stopped. Every epoch up to its last checkpoint was kept. Go on with "mikke resume".`,
  'trainer-failed': (d: { problem: string }) =>
    `The trainer failed: ${d.problem} Every epoch recorded before was kept. Go on with "mikke resume"; if it fails again, please report this.`,
  'checkpoint-invalid': (d: { path: string; problem: string }) =>
    `The checkpoint ${quote(d.path)} cannot be used: ${d.problem} What the project has recorded was kept. Start a changed copy with "mikke run clone".`,
  'checkpoint-missing': (d: { run: number; folder: string }) =>
    `Run ${d.run} has recorded epochs, but no usable checkpoint in ${quote(d.folder)} to go on from. What is recorded was kept. Put the checkpoints back, or start a copy with "mikke run clone".`,

  // What a trained network says
  'features-missing': (d: { run: number }) =>
    `The features by which run ${d.run} sees the samples are not worked out yet. Nothing was done. Work them out with the button beside the sample, or with "mikke neighbours", and ask again.`,
  'weights-missing': (d: { run: number }) =>
    `Run ${d.run} has no final weights, because it is not finished. Nothing was done. Train it to its end with "mikke resume", or choose a run that is finished.`,
  'too-few-for-folds': (d: { samples: number; folds: number }) =>
    `${d.samples} training samples cannot be divided into ${d.folds} folds. Nothing was done. Ask for fewer folds.`,
  'fold-diverged': (d: { fold: number; folds: number; epoch: number }) =>
    `The loss of the model without fold ${d.fold} of ${d.folds} stopped being a finite number in epoch ${d.epoch}, so the labels are not judged. The folds before it were kept. Choose a run with a lower learning rate.`,
  'analysis-lost': (d: { what: string; how: string }) =>
    `The trainer process was lost twice (${d.how}), so ${d.what} are not whole. What was worked out before was kept. Ask for them again to go on from there.`,
  'analysis-failed': (d: { problem: string }) =>
    `The trainer failed: ${d.problem} What was worked out before was kept. Ask again to go on from there; if it fails again, please report this.`,
  'analysis-interrupted': (_: Record<string, never>) =>
    `It was stopped. What was worked out before was kept. The same command goes on from there.`,

  // Windows
  'file-not-writable': (d: { path: string; problem: string }) =>
    `The file ${quote(d.path)} cannot be written: ${d.problem}. What was there was kept. Make its folder writable, or choose another data folder by MIKKE_HOME.`,
  'trainer-replaced': (d: { how: string }) =>
    `The trainer process was lost (${d.how}). Every epoch up to its last checkpoint was kept. A new one goes on from there; nothing needs to be done.`,
  'settings-damaged': (d: { path: string; kept: string }) =>
    `The settings in ${quote(d.path)} cannot be read, so the usual ones are used. The file was kept as ${quote(d.kept)}. Choose the theme again, and open projects by their path.`,
  'template-exists': (d: { name: string }) =>
    `You have a template ${quote(d.name)} already. It was left as it is. Save over it, or choose another name.`,
  'templates-damaged': (d: { path: string; problem: string; kept: string }) =>
    `Your templates in ${quote(d.path)} cannot be read: ${d.problem} The file was kept as ${quote(d.kept)}, and the list begins anew. Mend the file and put it back under its name, or save your templates again.`,
  'templates-newer': (d: { path: string }) =>
    `Your templates in ${quote(d.path)} were written by a newer Mikke. The file was left as it is. Update Mikke to use them.`,
  'connection-lost': (_: Record<string, never>) =>
    `The connection to the shell was lost. What runs goes on, and what is recorded was kept. Mikke connects again by itself; reload the window if it does not.`,

  'app-not-built': (d: { folder: string }) =>
    `The app's files are not in ${quote(d.folder)}. Nothing was started. Build them with "npm run build", then try again.`,
  'build-failed': (d: { part: string; problem: string }) =>
    `The app (${d.part}) could not be built: ${d.problem} Nothing was started. Mend what it names, then try again.`,
  'port-unusable': (d: { port: number; problem: string }) =>
    `The port ${d.port} cannot be used: ${d.problem}. Nothing was started. Choose another with --port, or leave it out to take a free one.`,

  // Mikke itself
  'node-too-old': (d: { version: string }) =>
    `Mikke needs Node 24, and this is Node ${d.version}. Nothing was done. Run "npm run setup" first, or install Node 24.`,
  interrupted: (d: { goOnWith: 'mikke resume' | 'mikke study run' | 'mikke search run' }) =>
    `The run was stopped. Every epoch recorded before was kept. Go on with ${quote(d.goOnWith)}.`,
  unexpected: (d: { problem: string }) =>
    `Something unexpected happened: ${d.problem} What was recorded before was kept. Please report this with what you did.`,
} satisfies Record<string, (details: never) => string>;

export type ErrorCode = keyof typeof catalogue;
export type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof catalogue)[Code]>[0];
