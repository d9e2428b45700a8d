/** What a person sees of a job: a bar that moves on a terminal, a plain line an epoch elsewhere. */
import type { JobEvent } from '../jobs/train-job.ts';
import { secondsLeft, shareDone, type PassCost } from '../jobs/time-left.ts';
import { totalSeconds, type EpochRecord } from '../core/record/run.ts';
import { duration, figure, percent, whole } from './words.ts';
import { say } from './output.ts';

const BAR_CELLS = 24;

export function showProgress(samples: number): (event: JobEvent) => void {
  /** Of each epoch, so that the bar moves evenly and the time left can be told. */
  let costs: readonly PassCost[] = [];
  let startSeconds = 0;
  let firstEpoch = 0;

  return (event) => {
    const epochs = costs.length;
    switch (event.type) {
      case 'planned':
        costs = event.costs;
        return;
      case 'begins':
        startSeconds = performance.now() / 1000;
        firstEpoch = event.firstEpoch;
        say(
          `Engine ${event.engine.name}: ${event.engine.reason} (trainer process ${event.trainer})`,
        );
        if (firstEpoch > 0) say(`Going on after epoch ${firstEpoch} of ${epochs}.`);
        return;
      case 'progress': {
        const elapsed = performance.now() / 1000 - startSeconds;
        const left = secondsLeft(event, costs, firstEpoch, elapsed);
        const about = left === null ? '' : `  about ${duration(left)} left`;
        draw(
          shareDone(event, costs),
          `epoch ${event.epoch + 1} of ${epochs}  ${event.part}${about}`,
        );
        return;
      }
      case 'epoch':
        clear();
        say(epochLine(event.record, epochs, samples));
        return;
      case 'restarts':
        clear();
        say(
          `The trainer process was lost (${event.how}); a new one goes on from the last checkpoint.`,
        );
        return;
    }
  };
}

export const showImport = (done: number, total: number): void =>
  done < total
    ? draw(done / total, `importing ${whole(done)} of ${whole(total)} samples`)
    : clear();

/** How far something is, 0 … 1. */
export const showShare = (done: number, text: string): void =>
  done < 1 ? draw(done, text) : clear();

/** The epoch with its hidden samples against what was scheduled, as one line. */
function epochLine(record: EpochRecord, epochs: number, samples: number): string {
  return [
    `epoch ${record.epoch + 1} of ${epochs}`,
    `loss ${figure(record.trainLoss)}`,
    `train ${percent(record.trainAccuracy)}`,
    `test ${percent(record.testAccuracy)}`,
    `hidden ${whole(record.hidden)} of ${whole(samples)} (scheduled ${percent(record.scheduledHideFraction)})`,
    `moved back ${whole(record.movedBack)}`,
    duration(totalSeconds(record)),
  ].join('  ');
}

function draw(done: number, text: string): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round(done * BAR_CELLS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
  process.stderr.write(`\r\x1b[2K${bar}  ${text}`);
}

function clear(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
}
