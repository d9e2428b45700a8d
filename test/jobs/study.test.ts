import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MikkeError, reportOf } from '../../src/core/errors/error.ts';
import { parseStudy, type Study } from '../../src/core/study/study.ts';
import {
  carryOutStudy,
  prepareStudy,
  type PreparedStudy,
  type StudyStep,
} from '../../src/jobs/study.ts';
import { studyFile } from '../core/study/studies.ts';
import { projectPath } from '../project/support/folder.ts';
import { syntheticColumns, syntheticRecord } from '../project/support/synthetic.ts';
import { writeShapes } from '../support/idx-folder.ts';

const SAMPLES = 48;
const folder = mkdtempSync(join(tmpdir(), 'mikke-study-'));
beforeAll(() => writeShapes(folder, SAMPLES, 12));
afterAll(() => rmSync(folder, { recursive: true }));

const studyOf = (changes: Record<string, unknown> = {}): Study =>
  parseStudy(
    studyFile({ base: { dataset: folder, width: 2, epochs: 2, batch: 16 }, ...changes }),
    'study.json',
  );

async function prepared(path: string, study: Study, onImport: () => void = () => undefined) {
  const ready = await prepareStudy(path, 'a test', study, (done) => {
    if (done === 0) onImport();
  });
  onTestFinished(() => ready.project.close());
  return ready;
}

/** A trainer that takes no time: it records what the run still lacks. */
async function train({ project }: PreparedStudy, run: number, epochs = 2): Promise<void> {
  const recorded = (await project.epochs(run)).length;
  for (let epoch = recorded; epoch < epochs; epoch++) {
    await project.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(SAMPLES, epoch, 3));
  }
  await project.finishRun(run, Uint8Array.of(1));
}

/** Carries a study out, and tells which runs began or went on. */
async function carriedOut(
  ready: PreparedStudy,
  work: (step: StudyStep) => Promise<void> = ({ run }) => train(ready, run),
): Promise<string[]> {
  const steps: string[] = [];
  await carryOutStudy(
    ready,
    (step) => {
      steps.push(`${step.arm} ${step.seed}`);
      return work(step);
    },
    () => undefined,
  );
  return steps;
}
const everyStep = [
  ...['baseline 1', 'kakurenbo 1', 'control 1'],
  ...['baseline 2', 'kakurenbo 2', 'control 2'],
];

describe('a study', () => {
  test('trains every arm with a seed before any with the next', async () => {
    expect(await carriedOut(await prepared(projectPath(), studyOf()))).toEqual(everyStep);
  });

  test('imports a data set that its arms share once', async () => {
    let imports = 0;
    const ready = await prepared(projectPath(), studyOf(), () => imports++);
    await carriedOut(ready);
    expect(imports).toBe(1);
    expect(await ready.project.datasets()).toHaveLength(1);
  });

  test('is refused where an arm makes more passes than the one that it matches', async () => {
    const small = { bandwidth: [{ at: 0, value: 0.5, easing: 'hold' }] };
    const schedule = { version: 1, clock: 'compute', tracks: small };
    const study = studyOf({
      arms: [
        { name: 'kakurenbo', settings: { policy: 'kakurenbo' } },
        { name: 'control', settings: { policy: 'random', schedule }, match: 'kakurenbo' },
      ],
    });
    const failure = await prepareStudy(projectPath(), 'a test', study, () => undefined).catch(
      (thrown: unknown) => reportOf(thrown as MikkeError),
    );
    expect(failure).toMatchObject({
      code: 'bad-study',
      message: expect.stringMatching(/"control" makes \d+ passes .* "kakurenbo".* makes 2\./),
    });
  });

  test('counts the passes of an arm that replays samples, which are fewer', async () => {
    const schedule = {
      version: 1,
      clock: 'compute',
      tracks: { bandwidth: [{ at: 0, value: 0.5, easing: 'hold' }] },
    };
    const shown = { view: 'efficienttrain-plus-plus', epochs: 10, schedule };
    const study = studyOf({
      arms: [
        { name: 'replaying', settings: { policy: 'kakurenbo', ...shown, replay: true } },
        { name: 'control', settings: { policy: 'random', ...shown }, match: 'replaying' },
      ],
    });
    await expect(
      prepareStudy(projectPath(), 'a test', study, () => undefined),
    ).rejects.toMatchObject({ code: 'bad-study' });
  });

  test('gives an arm the hidden counts that the matched one had with the same seed', async () => {
    const ready = await prepared(projectPath(), studyOf());
    await carriedOut(ready);
    const [{ runs }] = await ready.project.studies();
    const at = (arm: string) => runs.find((run) => run.arm === arm && run.seed === 2)?.run ?? 0;
    const { recipe } = await ready.project.run(at('control'));
    expect(recipe.match).toEqual({ run: at('kakurenbo'), hidden: [20, 21] });
  });

  test('that cannot train one of its arms leaves no project behind', async () => {
    const path = projectPath();
    const arms = [{ name: 'a' }, { name: 'b', settings: { batch: 64 } }];
    await expect(prepared(path, studyOf({ arms }))).rejects.toMatchObject({
      code: 'dataset-too-small',
    });
    await expect(prepared(path, studyOf())).resolves.toMatchObject({ id: 1 });
  });
});

describe('a study that is carried out again', () => {
  test('has nothing to do when it is finished, and imports nothing', async () => {
    const path = projectPath();
    const first = await prepared(path, studyOf());
    await carriedOut(first);
    await first.project.close();
    let imports = 0;
    const again = await prepared(path, studyOf(), () => imports++);
    expect(await carriedOut(again)).toEqual([]);
    expect(imports).toBe(0);
  });

  test('goes on with the run that was interrupted, and keeps what is finished', async () => {
    const path = projectPath();
    const first = await prepared(path, studyOf());
    const interrupted = new MikkeError('interrupted', { goOnWith: 'mikke study run' });
    const stopped = carriedOut(first, async ({ run, number }) => {
      if (number < 4) return train(first, run);
      await first.project.updateRun(run, { status: 'stopped' });
      throw interrupted;
    });
    await expect(stopped).rejects.toBe(interrupted);
    await first.project.close();

    const again = await prepared(path, studyOf());
    expect(await carriedOut(again)).toEqual(everyStep.slice(3));
    expect(await again.project.runs()).toHaveLength(6);
  });

  test('begins only the runs of a seed that was added', async () => {
    const path = projectPath();
    const first = await prepared(path, studyOf());
    await carriedOut(first);
    await first.project.close();
    const more = await prepared(path, studyOf({ seeds: [1, 2, 3] }));
    expect(await carriedOut(more)).toEqual(['baseline 3', 'kakurenbo 3', 'control 3']);
  });

  test('with another recipe for a run that is recorded is refused, and stays as it was', async () => {
    const path = projectPath();
    const first = await prepared(path, studyOf());
    await carriedOut(first);
    await first.project.close();
    const base = { dataset: folder, width: 3, epochs: 2, batch: 16 };
    await expect(prepared(path, studyOf({ base }))).rejects.toMatchObject({
      code: 'study-changed',
      message: expect.stringContaining('whose width was 2 and is 3 now'),
    });
    const { project } = await prepared(path, studyOf());
    expect((await project.studies())[0].study.base['width']).toBe(2);
  });
});

describe('a run that fails', () => {
  const fails = (ready: PreparedStudy) => async (step: StudyStep) => {
    if (step.arm !== 'kakurenbo' || step.seed !== 1) return train(ready, step.run);
    const error = new MikkeError('loss-not-finite', { epoch: 1, sample: 'training sample 3' });
    await ready.project.updateRun(step.run, { status: 'failed', error: reportOf(error) });
    throw error;
  };

  test('leaves the others to go on, but for those that were to match it', async () => {
    const ready = await prepared(projectPath(), studyOf());
    const steps: string[] = [];
    const work = fails(ready);
    const carried = carriedOut(ready, (step) => {
      steps.push(`${step.arm} ${step.seed}`);
      return work(step);
    });
    await expect(carried).rejects.toMatchObject({
      code: 'study-incomplete',
      message: expect.stringMatching(/4 of 6 runs finished.*stopped being a finite number/),
    });
    expect(steps).toEqual(everyStep.filter((step) => step !== 'control 1'));
  });

  test('is tried again, and then those that match it', async () => {
    const path = projectPath();
    const first = await prepared(path, studyOf());
    await expect(carriedOut(first, fails(first))).rejects.toThrow('4 of 6');
    await first.project.close();
    const again = await prepared(path, studyOf());
    expect(await carriedOut(again)).toEqual(['kakurenbo 1', 'control 1']);
  });

  test('without being recorded as failed ends the study at once', async () => {
    const ready = await prepared(projectPath(), studyOf());
    const full = new MikkeError('disk-full', { path: ready.project.path });
    const steps: number[] = [];
    const carried = carriedOut(ready, ({ number }) => {
      steps.push(number);
      return Promise.reject(full);
    });
    await expect(carried).rejects.toBe(full);
    expect(steps).toEqual([1]);
  });
});
