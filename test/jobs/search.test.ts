import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseSearch } from '../../src/core/search/study.ts';
import { carryOutSearch, stateOf, type SearchState } from '../../src/jobs/search.ts';
import { prepareStudy, type PreparedStudy } from '../../src/jobs/study.ts';
import { projectPath } from '../project/support/folder.ts';
import { syntheticColumns, syntheticRecord } from '../project/support/synthetic.ts';
import { writeShapes } from '../support/idx-folder.ts';

const SAMPLES = 48;
const EPOCHS = 4;
const folder = mkdtempSync(join(tmpdir(), 'mikke-search-'));
beforeAll(() => writeShapes(folder, SAMPLES, 12));
afterAll(() => rmSync(folder, { recursive: true }));

const searchOf = (search: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) =>
  parseSearch(
    {
      ...{ version: 1, name: 'small', seeds: [1, 2] },
      base: { dataset: folder, width: 2, epochs: EPOCHS, batch: 16, policy: 'none' },
      search: {
        ...{ method: 'greedy', selectsOn: 'validation', stages: 3, candidates: [96, 160, 224] },
        ...search,
      },
      ...changes,
    },
    'search.json',
  );

async function prepared(path: string, search = searchOf(), onImport: () => void = () => undefined) {
  const ready = await prepareStudy(path, 'a test', search, (done) => {
    if (done === 0) onImport();
  });
  onTestFinished(() => ready.project.close());
  return ready;
}

/** Makes up accuracies: 80 %, and 70 % for whoever begins with the smallest images. */
async function train({ project }: PreparedStudy, run: number): Promise<void> {
  const [first] = (await project.run(run)).schedule.tracks.bandwidth;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const record = { ...syntheticRecord(epoch), testAccuracy: first.value < 0.5 ? 0.7 : 0.8 };
    await project.recordEpoch(run, record, syntheticColumns(SAMPLES, epoch, 3));
  }
  await project.finishRun(run, Uint8Array.of(1));
}

/** Carries a search out, and tells which runs began or went on, and where it stood at last. */
async function carriedOut(
  ready: PreparedStudy,
  work: (run: number) => Promise<void> = (run) => train(ready, run),
): Promise<{ steps: string[]; states: SearchState[] }> {
  const steps: string[] = [];
  const states: SearchState[] = [];
  await carryOutSearch(
    ready,
    ({ arm, seed, run }) => {
      steps.push(`${arm}, ${seed}`);
      return work(run);
    },
    (state) => states.push(state),
  );
  return { steps, states };
}
const everyStep = ['224 224 224', '96 224 224', '160 224 224', '160 160 224'].flatMap((name) => [
  `${name}, 1`,
  `${name}, 2`,
]);

async function stored({ project }: PreparedStudy): Promise<SearchState> {
  const state = await stateOf(project, (await project.studies())[0]);
  if (state === undefined) throw new Error('It is no search.');
  return state;
}

describe('a search', () => {
  test('trains each trial with every seed, and ends with a run of the best schedule', async () => {
    const ready = await prepared(projectPath());
    expect((await carriedOut(ready)).steps).toEqual(everyStep);
    const { standing, trials } = await stored(ready);
    expect(standing).toMatchObject({ best: [160, 160, 224], ended: 'decided' });
    const { numbers } = trials[trials.length - 1];
    expect((await ready.project.run(numbers[0])).schedule.tracks.bandwidth).toEqual([
      { at: 0, value: 160 / 224, easing: 'hold' },
      { at: 2, value: 1, easing: 'hold' },
    ]);
  });

  test('imports its data set once', async () => {
    let imports = 0;
    const ready = await prepared(projectPath(), searchOf(), () => imports++);
    await carriedOut(ready);
    expect(imports).toBe(1);
    expect(await ready.project.datasets()).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])(
    'that ends after %i runs goes on with the next, and decides the same',
    async (done) => {
      const path = projectPath();
      const first = await prepared(path);
      const stop = new Error('pulled the plug');
      const stopped = carriedOut(first, async (run) => {
        if (run <= done) return train(first, run);
        await first.project.updateRun(run, { status: 'interrupted' });
        throw stop;
      });
      await expect(stopped).rejects.toBe(stop);
      await first.project.close();

      const again = await prepared(path);
      expect((await carriedOut(again)).steps).toEqual(everyStep.slice(done));
      const { standing } = await stored(again);
      expect(standing.best).toEqual([160, 160, 224]);
      expect(standing.decisions.map(({ bandwidth }) => bandwidth)).toEqual([160, 160]);
      expect(await again.project.runs()).toHaveLength(everyStep.length);
    },
  );

  test('has nothing to do when it is at its end', async () => {
    const path = projectPath();
    const first = await prepared(path);
    await carriedOut(first);
    await first.project.close();
    expect((await carriedOut(await prepared(path))).steps).toEqual([]);
  });

  test('ends at its budget, and goes on with a bigger one', async () => {
    const path = projectPath();
    const first = await prepared(path, searchOf({ budget: { maxRuns: 5 } }));
    expect((await carriedOut(first)).steps).toEqual(everyStep.slice(0, 4));
    expect((await stored(first)).standing).toMatchObject({
      ...{ best: [224, 224, 224], ended: 'maxRuns' },
    });
    await first.project.close();
    const more = await prepared(path, searchOf({ budget: { maxRuns: 8 } }));
    expect((await carriedOut(more)).steps).toEqual(everyStep.slice(4));
    expect((await stored(more)).standing.ended).toBe('decided');
  });

  test('with another tolerance uses what is trained already', async () => {
    const path = projectPath();
    const first = await prepared(path);
    await carriedOut(first);
    await first.project.close();
    const { steps } = await carriedOut(await prepared(path, searchOf({ tolerance: 0.2 })));
    expect(steps).toEqual(['96 96 224, 1', '96 96 224, 2']);
  });

  test('of another method is refused under the name of one that has runs', async () => {
    const path = projectPath();
    const first = await prepared(path);
    await carriedOut(first);
    await first.project.close();
    await expect(prepared(path, searchOf({ method: 'sequential' }))).rejects.toMatchObject({
      code: 'study-changed',
      message: expect.stringContaining('whose schedule was'),
    });
  });

  test('that would train the same twice leaves no project behind', async () => {
    const path = projectPath();
    await expect(prepared(path, searchOf({ candidates: [96, 128, 224] }))).rejects.toMatchObject({
      code: 'bad-study',
    });
    await expect(prepared(path)).resolves.toMatchObject({ id: 1 });
  });

  test('ends at once with a run that fails, and tries it again', async () => {
    const path = projectPath();
    const first = await prepared(path);
    const failed = new Error('failed');
    const stopped = carriedOut(first, async (run) => {
      if (run !== 3) return train(first, run);
      await first.project.updateRun(run, { status: 'failed' });
      throw failed;
    });
    await expect(stopped).rejects.toBe(failed);
    await first.project.close();
    expect((await carriedOut(await prepared(path))).steps).toEqual(everyStep.slice(2));
  });
});
