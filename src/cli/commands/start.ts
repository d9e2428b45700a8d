import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeContactSheet } from '../../dataset/contact-sheet.ts';
import { newRun } from '../../jobs/new-run.ts';
import { MNIST, QUICK_START_FILE, QUICK_START_NAME, quickRecipe } from '../../jobs/quick-start.ts';
import { besideThumbnails } from '../../jobs/thumbnails.ts';
import type { Project } from '../../project/project.ts';
import { dataFolder } from '../data-folder.ts';
import { runDocument } from '../document.ts';
import { printResult, say } from '../output.ts';
import { showImport } from '../progress.ts';
import { watchRun } from '../watch.ts';
import { duration, percent, whole } from '../words.ts';
import { openApp } from './app.ts';

const SHEET_TILES = 64;

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('open the app: in a window of its own, or else in the browser')
    .option('--once', 'Open nothing: train on MNIST for about a minute, and show what was hidden.')
    .action(({ once }: { once?: boolean }) => (once ? quickStart() : openApp(quickStart)));
}

async function quickStart(): Promise<void> {
  const folder = dataFolder();
  await mkdir(folder, { recursive: true });
  say('Measuring how fast this machine trains …');
  const recipe = await quickRecipe();
  const path = join(folder, QUICK_START_FILE);
  const { project, run } = await newRun(path, 'mikke start', recipe, QUICK_START_NAME, showImport);
  try {
    await besideThumbnails(project, () => watchRun(project, run));
    await printStory(project, run, join(folder, `quick-start-run-${run}-most-hidden.png`));
  } finally {
    await project.close();
  }
}

/** What the run was about: how good, how much was hidden, who most often, and where the time went. */
async function printStory(project: Project, id: number, sheetPath: string): Promise<void> {
  const { dataset, epochs, recipe } = await runDocument(project, id);
  const last = epochs[epochs.length - 1];
  const sum = (of: (epoch: (typeof epochs)[number]) => number) =>
    epochs.reduce((total, epoch) => total + of(epoch), 0);
  const parts = ['train', 'refresh', 'evaluate', 'plan', 'record'] as const;
  const forward = sum((epoch) => epoch.forwardSamples);
  const backward = sum((epoch) => epoch.backwardSamples);
  const baseline = dataset.trainCount * recipe.epochs;

  const { timesHidden, meanLoss } = await project.aggregates(id);
  const most = Array.from(timesHidden.keys())
    .filter((sample) => timesHidden[sample] > 0)
    .sort((a, b) => timesHidden[b] - timesHidden[a] || meanLoss[a] - meanLoss[b] || a - b)
    .slice(0, SHEET_TILES);
  const labels = await project.labels(dataset.id);
  await printResult(
    [
      `Top-1 accuracy ${percent(last.testAccuracy)} on ${whole(dataset.testCount)} of the ${whole(MNIST.test)} MNIST test images, ` +
        `after ${epochs.length} epochs of ${whole(dataset.trainCount)} of the ${whole(MNIST.train)} training images.`,
      `Hidden an epoch: ${epochs.map(({ hidden }) => whole(hidden)).join(', ')}. ` +
        `Moved back: ${epochs.map(({ movedBack }) => whole(movedBack)).join(', ')}.`,
      `${whole(forward)} samples forwarded and ${whole(backward)} backward; without hiding it would be ${whole(baseline)} of each.`,
      `Seconds: ${parts.map((part) => `${part} ${duration(sum(({ seconds }) => seconds[part]))}`).join(', ')}.`,
      '',
    ].join('\n'),
  );
  if (most.length > 0) {
    const { pixels } = await project.mosaics(dataset.id, Uint32Array.from(most));
    await writeContactSheet(sheetPath, pixels, dataset);
    const named = most
      .slice(0, 5)
      .map(
        (sample) =>
          `sample ${sample} (label ${dataset.classNames[labels[sample]]}, ${timesHidden[sample]} times)`,
      );
    await printResult(
      `Most often hidden: ${named.join(', ')}; the first ${most.length} are drawn in ${sheetPath}\n`,
    );
  }
  await printResult(`Project: ${project.path}\n`);
}
