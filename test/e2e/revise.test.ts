/** A schedule that is changed on the command line while its run is under way. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EpochRecord, RunRecord } from '../../src/core/record/run.ts';
import type { Revision } from '../../src/core/schedule/revision.ts';
import { mikke, mikkeOk, startMikke } from '../support/cli.ts';
import { writeShapes } from '../support/idx-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-revise-'));
const project = join(folder, 'first.mikke');
const file = join(folder, 'changed.json');
const revise = (...more: string[]) =>
  mikke('run', 'revise', '1', '--project', project, '--schedule', file, ...more);
const shown = async () =>
  JSON.parse(await mikkeOk('run', 'show', '1', '--project', project, '--json')) as RunRecord & {
    epochs: EpochRecord[];
  };

let inUse = '';
let revision: Revision;
beforeAll(async () => {
  writeShapes(folder, 320, 90);
  const tracks = { hideFraction: [{ at: 0, value: 0.1, easing: 'hold' }] };
  writeFileSync(file, JSON.stringify({ version: 1, clock: 'epoch', tracks }));
  const job = startMikke([
    ...['train', '--project', project, '--dataset', folder, '--model', 'resnet8', '--width', '2'],
    ...['--epochs', '40', '--batch', '16', '--hide', '0.3', '--seed', '1', '--engine', 'wasm'],
  ]);
  await job.line(/epoch 1 of/);
  inUse = (await revise()).stderr;
  job.child.kill('SIGINT');
  await job.ended;
  const { status, stdout, stderr } = await revise('--json');
  if (status !== 0) throw new Error(stderr);
  revision = JSON.parse(stdout) as Revision;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a schedule that is changed on the command line', () => {
  test('counts from the next epoch of a run that was stopped, and says who changed it', async () => {
    const { epochs, revisions } = await shown();
    expect(revision).toMatchObject({
      epoch: epochs.length,
      by: expect.stringMatching(/^mikke run revise/),
    });
    expect(revisions).toEqual([revision]);
  });

  test('is shown with the run, and names what has changed', async () => {
    const text = await mikkeOk('run', 'show', '1', '--project', project);
    const since = `Schedule changed from epoch ${revision.epoch} on, by ${revision.by}, `;
    expect(text).toContain(since);
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d: hide fraction\n/);
  });

  test('cannot be changed to what it is already', async () => {
    const { status, stderr } = await revise();
    expect(stderr).toContain('[revision-same]');
    expect(status).toBe(1);
    expect((await shown()).revisions).toHaveLength(1);
  });

  test('cannot be changed while another process trains', () => {
    expect(inUse).toContain('[project-in-use]');
  });

  test('is no part of a copy, which is said', async () => {
    const copy = join(folder, 'copy.mikke');
    copyFileSync(project, copy);
    const words = ['--project', copy, '--set', 'epochs=1', '--json'];
    const { stdout, stderr } = await mikke('run', 'clone', '1', ...words);
    expect(stderr).toContain('the copy follows what it began with');
    expect(JSON.parse(stdout)).toMatchObject({ revisions: [] });
  });

  test('is followed when the run goes on', async () => {
    const job = startMikke(['resume', '1', '--project', project]);
    await job.line(new RegExp(`epoch ${revision.epoch + 1} of`));
    job.child.kill('SIGINT');
    await job.ended;
    const fractions = (await shown()).epochs.map((epoch) => epoch.scheduledHideFraction);
    const before = fractions.slice(0, revision.epoch);
    expect(before.every((fraction) => fraction > 0.1)).toBe(true);
    expect(new Set(fractions.slice(revision.epoch))).toEqual(new Set([0.1]));
  });
});
