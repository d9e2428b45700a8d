import { describe, expect, it } from 'vitest';
import { playheadOf } from '../../../renderer/schedule/playhead.ts';
import type { Progress } from '../../../renderer/lib/job.ts';
import { runDocument } from '../runs/runs.ts';

const shape = { height: 28, width: 28 };
const run = runDocument({ id: 3, status: 'running', recipe: { epochs: 8 } });
const progress: Progress = {
  ...{ type: 'progress', run: 3, epoch: 2, part: 'train' },
  ...{ done: 300, total: 400, secondsLeft: null },
};

describe('the playhead', () => {
  it('goes through the epoch with the samples that are trained', () => {
    expect(playheadOf(progress, run, shape, 'epoch')).toBe(2.75);
  });

  it.each([
    ['import', 2],
    ['score', 2],
    ['refresh', 3],
    ['evaluate', 3],
  ] as const)('stands at %s where the training of the epoch begins or ends', (part, expected) => {
    expect(playheadOf({ ...progress, part }, run, shape, 'epoch')).toBe(expected);
  });

  it('stands on the clock of compute where the pass of small images does', () => {
    const small = runDocument({
      ...{ id: 3, status: 'running' },
      recipe: {
        epochs: 8,
        schedule: {
          ...{ version: 1, clock: 'compute' },
          tracks: { bandwidth: [{ at: 0, value: 0.5, easing: 'hold' }] },
        },
      },
    });
    // A pass of 16 x 16 of 28 x 28 pixels: 24 of them in 8 epochs of whole images.
    expect(playheadOf(progress, small, { height: 28, width: 28 }, 'compute')).toBeCloseTo(
      (2.75 * 8) / 24,
      12,
    );
  });

  it.each([
    ['nothing trains', null, run, shape, 'epoch'],
    ['another run trains', { ...progress, run: 4 }, run, shape, 'epoch'],
    ['the run has stopped', progress, { ...run, status: 'stopped' }, shape, 'epoch'],
    ['the run counts something else', progress, run, shape, 'compute'],
    ['the size of its images is not known', progress, run, null, 'epoch'],
  ] as [string, ...Parameters<typeof playheadOf>][])('is not there where %s', (_, ...given) => {
    expect(playheadOf(...given)).toBeNull();
  });
});
