import { describe, expect, test } from 'vitest';
import {
  nextEpoch,
  reviseRun,
  whatChanges,
  whatFollows,
  whyNotRevise,
} from '../../../renderer/lib/revise-run.ts';
import { revisedSchedule } from '../../../src/core/recipe/recipe.ts';
import { createClient } from '../../../src/rpc/client.ts';
import { connectionPair } from '../../../src/rpc/connection.ts';
import { serveConnection, type Handlers } from '../../../src/rpc/server.ts';
import type { FullSchedule, Track, TrackName } from '../../../src/core/schedule/schedule.ts';
import type { StudyRecord } from '../../../src/core/study/record.ts';
import { parseStudy } from '../../../src/core/study/study.ts';
import type { ProjectInfo, RunDocument } from '../../../src/rpc/contract.ts';
import { studyFile } from '../../core/study/studies.ts';
import { runDocument } from '../runs/runs.ts';

const project: ProjectInfo = { path: 'a', name: 'a', access: 'write', writer: null };
const dataset = { trainCount: 1000, height: 28, width: 28 };
const known = { project, dataset, studies: [] };
const running = (epochs: number) =>
  runDocument({ id: 3, status: 'running', epochs, recipe: { epochs: 10 } });
const hold = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const changed = (
  { schedule }: RunDocument,
  tracks: Partial<Record<TrackName, Track>>,
): FullSchedule => ({ ...schedule, tracks: { ...schedule.tracks, ...tracks } });
const run = running(4);
const other = changed(run, { tau: hold(0.5), hideFraction: hold(0.1) });

describe('the next epoch', () => {
  test('of a run that trains is the one after that which is under way', () => {
    expect(nextEpoch(run)).toBe(5);
  });

  test.each(['stopped', 'failed', 'interrupted'] as const)(
    'of a run that is %s is the first that is not recorded',
    (status) => {
      expect(nextEpoch({ ...run, status })).toBe(4);
    },
  );

  test('of a run that waits is the first that is not recorded', () => {
    expect(nextEpoch(runDocument({ status: 'stopped', waitsFor: 1, epochs: 2 }))).toBe(2);
  });
});

test('what changes is said by its tracks, from the next epoch on', () => {
  expect(whatChanges(run, other)).toBe('hide fraction, confidence threshold, from epoch 5 on');
});

describe('the shell is asked', () => {
  /** A shell of a project in which the run is as given, whatever the window knows. */
  const shellOf = (stored: RunDocument) => {
    const [own, theirs] = connectionPair();
    const handlers: Partial<Handlers> = {
      'runs.revise': ({ run: id, schedule }) => ({
        ...{ epoch: 5, at: '', by: `of run ${id}` },
        schedule: revisedSchedule(stored, schedule, 5, 1000, dataset),
      }),
    };
    serveConnection(theirs, handlers as Handlers, () => undefined);
    return createClient(own, () => undefined);
  };
  const given = changed(run, { tau: hold(0.5) });

  test('for the change, and says from which epoch on it counts', async () => {
    const answer = await reviseRun(shellOf(run), run, given);
    expect(answer).toEqual({ epoch: 5, at: '', by: 'of run 3', schedule: given });
    expect(whatFollows(3, given, answer)).toBe('Run 3 follows this schedule from epoch 5 on.');
  });

  test('for no track that the window leaves as it knows it', async () => {
    const elsewhere = changed(run, { mixup: hold(0.2) });
    const stored = { ...run, revisions: [{ epoch: 4, schedule: elsewhere, at: '', by: '' }] };
    const answer = await reviseRun(shellOf(stored), run, given);
    expect(answer.schedule).toEqual(changed(run, { tau: hold(0.5), mixup: hold(0.2) }));
    expect(whatFollows(3, given, answer)).toBe(
      'Run 3 follows this schedule from epoch 5 on, but for what was changed elsewhere meanwhile: mixup.',
    );
  });

  test('for what changes of the last revision that the window knows', async () => {
    const before = changed(run, { mixup: hold(0.2) });
    const revised = { ...run, revisions: [{ epoch: 4, schedule: before, at: '', by: '' }] };
    expect((await reviseRun(shellOf(revised), revised, given)).schedule).toEqual(given);
  });
});

describe('a run', () => {
  test('can follow another schedule while an epoch is to come', () => {
    expect(whyNotRevise(run, other, known)).toBeNull();
    expect(whyNotRevise(running(8), other, known)).toBeNull();
    expect(whyNotRevise(running(9), other, known)).toContain('makes no more epochs');
  });

  test('that has finished cannot', () => {
    const finished = runDocument({ ...run, status: 'finished' });
    expect(whyNotRevise(finished, other, known)).toContain('has finished');
  });

  test('follows its schedule already', () => {
    const revision = { epoch: 5, schedule: other, at: '', by: '' };
    expect(whyNotRevise(run, run.schedule, known)).toContain('already');
    expect(whyNotRevise({ ...run, revisions: [revision] }, other, known)).toContain('already');
  });

  test('keeps its clock', () => {
    expect(whyNotRevise(run, { ...other, clock: 'compute' }, known)).toContain('clock "epoch"');
  });

  test('never hides everybody', () => {
    const all = changed(run, { hideFraction: hold(1) });
    expect(whyNotRevise(run, all, known)).toContain('would hide all');
  });

  test('of a study keeps its schedule', () => {
    const study: StudyRecord = {
      ...{ id: 1, study: parseStudy(studyFile(), 'study.json'), createdAt: '' },
      runs: [{ run: 3, arm: 'baseline', seed: 1 }],
    };
    expect(whyNotRevise(run, other, { ...known, studies: [study] })).toContain('of the study');
  });

  test('in a project that somebody else writes cannot', () => {
    const read: ProjectInfo = { ...project, access: 'read', writer: 'mikke train' };
    expect(whyNotRevise(run, other, { ...known, project: read })).toContain('mikke train');
  });

  test('must be selected, and its data set known', () => {
    expect(whyNotRevise(null, other, known)).toBe('No run is selected.');
    expect(whyNotRevise(run, other, { ...known, dataset: null })).toContain('not known yet');
  });
});
