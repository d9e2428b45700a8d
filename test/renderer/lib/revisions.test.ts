import { expect, test } from 'vitest';
import { formatMoment } from '../../../renderer/lib/format.ts';
import { revisionLines, revisionMarks } from '../../../renderer/lib/revisions.ts';
import type { TrackName } from '../../../src/core/schedule/schedule.ts';
import { runDocument } from '../runs/runs.ts';

const { schedule } = runDocument();
const at = '2026-11-27T02:10:00.000Z';
const revision = (epoch: number, ...changed: TrackName[]) => {
  const track = [{ at: 0, value: epoch / 100, easing: 'hold' as const }];
  const changes = Object.fromEntries(changed.map((name) => [name, track]));
  const tracks = { ...schedule.tracks, ...changes };
  return { epoch, schedule: { ...schedule, tracks }, at, by: 'mikke serve (ada)' };
};
const said = (epoch: number, what: string) =>
  `Schedule changed from epoch ${epoch} on, by mikke serve (ada), ${formatMoment(at)}: ${what}`;

test('a revision is said with its epoch, who made it, when, and in what', () => {
  const run = runDocument({ revisions: [revision(7, 'hideFraction', 'learningRate')] });
  expect(revisionLines(run)).toEqual([{ epoch: 7, text: said(7, 'hide fraction, learning rate') }]);
});

test('an epoch has one mark for all that was changed from it on', () => {
  const run = runDocument({
    revisions: [revision(3, 'tau'), revision(5, 'tau'), revision(5, 'tau', 'mixup')],
  });
  expect(revisionMarks(run)).toEqual([
    { epoch: 3, text: said(3, 'confidence threshold') },
    { epoch: 5, text: `${said(5, 'confidence threshold')}. ${said(5, 'mixup')}` },
  ]);
});

test('a run that was never changed has none', () => {
  expect(revisionMarks(runDocument())).toEqual([]);
});
