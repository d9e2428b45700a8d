import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryOutRun } from '../../src/jobs/train-job.ts';
import { openProject, type Project } from '../../src/project/project.ts';
import { writeShapes } from '../support/idx-folder.ts';
import { revisedJob, type Fate } from './support/revised-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-revise-'));

/** All that a run left behind and that its seed decides. */
async function resultOf(project: Project, run: number) {
  const epochs = await project.epochs(run);
  const columns = await Promise.all(epochs.map(({ epoch }) => project.columns(run, epoch)));
  return {
    epochs: epochs.map(({ seconds: _, ...record }) => record),
    columns,
    weights: await project.weights(run),
  };
}

async function result(fate: Fate) {
  const job = await revisedJob(join(folder, `${fate}.mikke`), folder, fate);
  const left = await resultOf(job.project, job.run);
  const { status, revisions } = await job.project.run(job.run);
  await job.project.close();
  return { ...job, left, status, revisions };
}

let plain: Awaited<ReturnType<typeof result>>;
beforeAll(async () => {
  writeShapes(folder, 192, 48);
  plain = await result('none');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a run that is revised while it trains', () => {
  test('is answered with the epoch after the one that is under way, and who changed it', () => {
    expect(plain.revision).toMatchObject({ epoch: 3, by: expect.stringMatching(/^a test/) });
    expect(plain.revisions).toEqual([plain.revision]);
  });

  test('follows its own schedule before, and the changed one from there on', () => {
    const { epochs } = plain.left;
    expect(epochs).toHaveLength(5);
    for (const { epoch, scheduledHideFraction, learningRateFactor, learningRate } of epochs) {
      const changed =
        scheduledHideFraction === 0.1 && learningRate / learningRateFactor < 0.0100001;
      expect([epoch, changed]).toEqual([epoch, epoch >= 3]);
    }
  });

  test.each(['trainer at once', 'trainer later'] as const)(
    'gives the same bytes where it loses its %s',
    async (fate) => {
      const killed = await result(fate);
      expect(killed.restarts).toEqual(['signal SIGKILL']);
      expect(killed.revision.epoch).toBe(3);
      expect(killed.left).toEqual(plain.left);
    },
  );

  test('gives the same bytes where its shell is killed at once, and it is resumed', async () => {
    const path = join(folder, 'shell.mikke');
    const script = fileURLToPath(new URL('./support/killed-shell.ts', import.meta.url));
    const shell = fork(script, [path, folder], { stdio: 'ignore', execArgv: [] });
    expect(await once(shell, 'exit')).toEqual([null, 'SIGKILL']);
    const project = await openProject(path, { access: 'write', who: 'a test' });
    const { revisions } = await project.run(1);
    expect(revisions.map(({ epoch }) => epoch)).toEqual([3]);
    expect((await project.epochs(1)).length).toBeLessThanOrEqual(3);
    await carryOutRun(project, 1, () => undefined);
    expect(await resultOf(project, 1)).toEqual(plain.left);
    await project.close();
  });
});
