import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { opened, projectPath } from './support/folder.ts';
import { digestsOf, syntheticColumns } from './support/synthetic.ts';

const samples = 17_000;

/** Starts the recorder, kills it on its `count`-th message, and returns what it had said. */
async function killedAfter(path: string, count: number): Promise<string[]> {
  const script = fileURLToPath(new URL('./support/endless-recorder.ts', import.meta.url));
  const child = fork(script, [path, String(samples)], { stdio: 'ignore', execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  child.on('message', (step: string) => {
    said.push(step);
    if (said.length === count) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return said;
}

// Each kind of step once or twice: 1 opening, 3 recording, 4 recorded, 9 finishing, 10 finished.
test.each([1, 2, 3, 4, 5, 6, 9, 10, 11])(
  'killed at its step %i, a recorder leaves whole epochs and a free lock',
  async (step) => {
    const path = projectPath();
    const said = await killedAfter(path, step);
    // Killed while it was made, a project is there as a whole or not at all.
    if (!existsSync(path)) expect(said).toEqual(['opening']);

    const project = await opened(path);
    expect(project.access).toBe('write');
    const runs = await project.runs();
    for (const { id, status } of runs) {
      const epochs = await project.epochs(id);
      expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, epoch) => epoch));
      const acknowledged = said.filter((s) => s.startsWith(`recorded ${id} `)).length;
      expect(epochs.length).toBeGreaterThanOrEqual(acknowledged);
      for (const { epoch } of epochs) {
        expect(digestsOf(await project.columns(id, epoch))).toEqual(
          digestsOf(syntheticColumns(samples, epoch)),
        );
      }
      const isFinished = (await project.weights(id)) !== null;
      expect(status).toBe(isFinished ? 'finished' : 'interrupted');
      if (said.includes(`finished ${id}`)) expect(isFinished).toBe(true);
      expect((await project.aggregates(id)).lastLoss).toEqual(
        epochs.length === 0
          ? new Float32Array(samples).fill(NaN)
          : syntheticColumns(samples, epochs.length - 1).loss,
      );
    }
  },
);

test('a project whose writer was killed can be read as it is', async () => {
  const path = projectPath();
  await killedAfter(path, 6);
  const reader = await opened(path, { access: 'read' });
  expect(reader).toMatchObject({ access: 'read', writer: null });
  expect(await reader.run(1)).toMatchObject({ status: 'interrupted' });
  expect(digestsOf(await reader.columns(1, 0))).toEqual(digestsOf(syntheticColumns(samples, 0)));
});

test('a project that is killed again and again goes on', async () => {
  const path = projectPath();
  for (const step of [5, 8]) {
    const said = await killedAfter(path, step);
    expect(said).toContain('opened write');
  }
  const project = await opened(path);
  const runs = await project.runs();
  expect(runs.length).toBeGreaterThanOrEqual(2);
  for (const { id } of runs) {
    const epochs = await project.epochs(id);
    for (const { epoch } of epochs) {
      expect(digestsOf(await project.columns(id, epoch))).toEqual(
        digestsOf(syntheticColumns(samples, epoch)),
      );
    }
  }
});
