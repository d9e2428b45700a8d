/** How a run stands: its status in a word, how far it is, why it cannot go on, what mends it. */
import type { ParameterKey } from '../../src/core/recipe/parameters.ts';
import { shareOfEpoch } from '../../src/core/record/progress.ts';
import type { ProjectInfo, RunDocument } from '../../src/rpc/contract.ts';
import type { Progress } from '../lib/app.svelte.ts';
import { formatCount, formatDuration } from '../lib/format.ts';
import { whyReadOnly } from '../lib/read-only.ts';
import { statusOf, type ShownStatus } from '../lib/run-status.ts';

/** Each status with a shape of its own, so that none is told by its colour alone. */
export const statusShape: Record<ShownStatus, string> = {
  waiting: 'M8 2A6 6 0 1 0 8 14A6 6 0 1 0 8 2 M8 5V8L10.5 9.5',
  running: 'M4 2.5 13 8 4 13.5Z',
  finished: 'M2.5 8.5 6.5 12.5 13.5 4',
  failed: 'M3.5 3.5 12.5 12.5 M12.5 3.5 3.5 12.5',
  stopped: 'M4 4H12V12H4Z',
  interrupted: 'M2 8H6 M10 8H14 M7 12 9 4',
};

const partWords: Record<Progress['part'], string> = {
  import: 'importing',
  score: 'scoring every sample',
  train: 'training',
  refresh: 'refreshing the hidden',
  evaluate: 'evaluating',
};

export type Standing = { share: number; text: string; left: string };

/** How far a run is, as a share and in words. */
export function standingOf(run: RunDocument, progress: Progress | null): Standing {
  const epochs = run.plannedEpochs;
  const done = run.epochs.length;
  if (progress === null || progress.run !== run.id) {
    const text = run.status !== 'running' ? '' : done === 0 ? 'preparing' : 'training';
    return { share: done / epochs, text: joined(epochText(done, epochs), text), left: '' };
  }
  // An epoch's last progress may come after its record.
  const epoch = Math.max(progress.epoch, done);
  const inEpoch = progress.epoch < done ? 0 : shareOfEpoch(progress);
  const samples = `${formatCount(progress.done)} of ${formatCount(progress.total)} samples`;
  return {
    share: Math.min(1, (epoch + inEpoch) / epochs),
    text: joined(epochText(done, epochs), `${partWords[progress.part]} ${samples}`),
    left: progress.secondsLeft === null ? '' : `${formatDuration(progress.secondsLeft)} left`,
  };
}

const epochText = (done: number, epochs: number) =>
  `${formatCount(done)} of ${formatCount(epochs)} epochs`;
const joined = (...texts: string[]) => texts.filter((text) => text !== '').join(' · ');

export function whyNotStop(run: RunDocument | null, project: ProjectInfo | null): string | null {
  if (run === null) return 'No run is selected.';
  if (!['running', 'waiting'].includes(statusOf(run))) return `Run ${run.id} is not running.`;
  return whyReadOnly(project);
}

export function whyNotResume(run: RunDocument | null, project: ProjectInfo | null): string | null {
  if (run === null) return 'No run is selected.';
  if (run.status === 'finished') {
    return `Run ${run.id} has finished, so there is nothing to resume.`;
  }
  if (run.status === 'running') return `Run ${run.id} is running.`;
  if (run.waitsFor !== undefined) {
    const before =
      run.waitsFor === 1 ? 'the run before it has' : `the ${run.waitsFor} runs before it have`;
    return `Run ${run.id} starts when ${before} ended.`;
  }
  return whyReadOnly(project);
}

export type Repair =
  | { does: 'resume'; label: string }
  | { does: 'clone'; label: string; field: ParameterKey | null }
  | { does: 'engines'; label: string };

/** The button that does what the error's sentence says. */
export function repairOf(code: string): Repair {
  const clone = (field: ParameterKey | null): Repair => ({
    does: 'clone',
    label: 'Start a changed copy',
    field,
  });
  switch (code) {
    case 'loss-not-finite':
      return clone('lr');
    case 'out-of-memory':
    case 'dataset-too-small':
      return clone('batch');
    case 'everything-hidden':
      return clone('hide');
    case 'dataset-invalid':
    case 'dataset-missing':
    case 'dataset-empty':
      return clone('dataset');
    case 'test-split-empty':
      return clone('testLimit');
    case 'match-impossible':
      return clone('policy');
    case 'checkpoint-invalid':
    case 'checkpoint-missing':
      return clone(null);
    case 'engine-unavailable':
    case 'engine-wrong':
      return { does: 'engines', label: 'See what this machine has' };
    default:
      return { does: 'resume', label: 'Try to go on' };
  }
}
