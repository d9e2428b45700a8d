import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/core/errors/catalogue.ts';
import { runStatuses } from '../../../src/core/record/run.ts';
import type { ProjectInfo } from '../../../src/rpc/contract.ts';
import {
  repairOf,
  standingOf,
  statusShape,
  whyNotResume,
  whyNotStop,
} from '../../../renderer/runs/standing.ts';
import { statusOf } from '../../../renderer/lib/run-status.ts';
import { runDocument } from './runs.ts';

const writable: ProjectInfo = { path: 'a', name: 'a', access: 'write', writer: null };
const readable: ProjectInfo = { ...writable, access: 'read', writer: 'mikke train' };
const progress = {
  type: 'progress',
  run: 1,
  epoch: 2,
  part: 'train',
  done: 500,
  total: 1000,
  secondsLeft: 134,
} as const;

describe('how far a run is', () => {
  const running = runDocument({ status: 'running', epochs: 2, recipe: { epochs: 4 } });

  test('counts the epoch that is under way', () => {
    const standing = standingOf(running, progress);
    expect(standing.share).toBeCloseTo((2 + 0.85 / 2) / 4);
    expect(standing.text).toBe('2 of 4 epochs · training 500 of 1,000 samples');
    expect(standing.left).toBe('2 min 14 s left');
  });

  test('does not go back when the last word of a recorded epoch comes late', () => {
    expect(standingOf(running, { ...progress, epoch: 1 }).share).toBe(0.5);
  });

  test('takes nothing from another run', () => {
    expect(standingOf(running, { ...progress, run: 2 })).toMatchObject({ share: 0.5, left: '' });
  });

  test('never passes the whole', () => {
    const late = { ...progress, epoch: 4, part: 'evaluate', done: 1000 } as const;
    expect(standingOf(running, late).share).toBe(1);
  });
});

describe('why a button is off', () => {
  test('a finished run has nothing to resume', () => {
    expect(whyNotResume(runDocument(), writable)).toBe(
      'Run 1 has finished, so there is nothing to resume.',
    );
  });

  test.each(['failed', 'stopped', 'interrupted'] as const)('a %s run can go on', (status) => {
    expect(whyNotResume(runDocument({ status }), writable)).toBeNull();
  });

  test('nothing can be written while somebody else writes', () => {
    const why = 'The project is open for reading only: mikke train writes it.';
    expect(whyNotResume(runDocument({ status: 'stopped' }), readable)).toBe(why);
    expect(whyNotStop(runDocument({ status: 'running' }), readable)).toBe(why);
  });

  test('only a running run can be stopped', () => {
    expect(whyNotStop(runDocument({ status: 'running' }), writable)).toBeNull();
    expect(whyNotStop(runDocument(), writable)).toBe('Run 1 is not running.');
    expect(whyNotStop(null, writable)).toBe('No run is selected.');
  });
});

test('a run that waits in the queue is waiting, and can be stopped but not resumed', () => {
  const waiting = runDocument({ status: 'stopped', waitsFor: 2 });
  expect(statusOf(waiting)).toBe('waiting');
  expect(whyNotStop(waiting, writable)).toBeNull();
  expect(whyNotResume(waiting, writable)).toBe(
    'Run 1 starts when the 2 runs before it have ended.',
  );
});

test('every status has a shape of its own', () => {
  expect(new Set(runStatuses.map((status) => statusShape[status])).size).toBe(runStatuses.length);
});

test('what says "start a changed copy" offers one, and what says "go on" resumes', () => {
  const text = (code: keyof typeof catalogue) =>
    (catalogue[code] as (details: unknown) => string)({
      problems: [],
      known: [],
      problem: '',
      times: 1,
      samples: 0,
      path: '',
    });
  for (const code of Object.keys(catalogue) as (keyof typeof catalogue)[]) {
    const sentence = text(code);
    if (/[Ss]tart a changed copy/.test(sentence) && code !== 'run-finished') {
      expect(repairOf(code), code).toMatchObject({ does: 'clone' });
    }
    if (/[Gg]o on with "mikke resume"/.test(sentence)) {
      expect(repairOf(code), code).toMatchObject({ does: 'resume' });
    }
  }
});
