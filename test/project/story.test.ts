import { expect, onTestFinished, test } from 'vitest';
import { hasBit } from '../../src/core/ledger/bits.ts';
import { FORGOTTEN, HIDDEN, MOVED_BACK, WRONG } from '../../src/core/query/facts.ts';
import { CONTENT_ID_BYTES } from '../../src/core/record/dataset.ts';
import type { EpochColumns } from '../../src/core/record/run.ts';
import { callsOf } from '../../src/project/calls.ts';
import { openAt } from '../../src/project/open.ts';
import { opened, projectPath } from './support/folder.ts';
import {
  addRun,
  recordEpochs,
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from './support/synthetic.ts';

const EPOCHS = 4;

/** A run of the synthetic recipe, which is KAKURENBO's. */
async function recorded(samples: number, classes: number) {
  const project = await opened(projectPath());
  const run = await addRun(project, samples, classes);
  await recordEpochs(project, run, samples, EPOCHS, classes);
  const columns = Array.from({ length: EPOCHS }, (_, at) => syntheticColumns(samples, at, classes));
  return { project, run, columns };
}

const counts = (all: EpochColumns[], sample: number) => {
  const right = all.map(({ correct }) => hasBit(correct, sample));
  return {
    timesHidden: all.filter(({ hidden }) => hasBit(hidden, sample)).length,
    forgetting: right.filter((now, at) => at > 0 && right[at - 1] && !now).length,
  };
};

test.each([
  [100, 10],
  [16_400, 300],
])(
  'what is told of any of %i samples in %i classes is what was recorded',
  async (samples, classes) => {
    const { project, run, columns } = await recorded(samples, classes);
    for (const sample of [0, 1, 2, 3, 59, samples - 1]) {
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        const { loss, confidence, predicted, correct, hidden, movedBack } = columns[epoch];
        const wrong = !hasBit(correct, sample);
        const forgotten = wrong && epoch > 0 && hasBit(columns[epoch - 1].correct, sample);
        expect(await project.story(run, sample, epoch)).toMatchObject({
          samples,
          epochs: EPOCHS,
          facts:
            (hasBit(hidden, sample) ? HIDDEN : 0) |
            (hasBit(movedBack, sample) ? MOVED_BACK : 0) |
            (wrong ? WRONG : 0) |
            (forgotten ? FORGOTTEN : 0),
          loss: loss[sample],
          confidence: confidence[sample],
          predicted: predicted[sample],
          ...counts(columns, sample),
        });
      }
    }
  },
);

test('a sample is ranked by what the ledger held before the epoch', async () => {
  const { project, run, columns } = await recorded(100, 10);
  const { loss } = columns[1];
  const order = Array.from(loss.keys()).sort((a, b) => loss[a] - loss[b] || a - b);
  for (const sample of [0, 42, 99]) {
    const { explained } = await project.story(run, sample, 2);
    expect(explained.place).toEqual({
      first: 'lowest loss',
      rank: order.indexOf(sample) + 1,
      samples: 100,
      candidates: 30,
    });
    expect(explained.figures?.loss).toBe(loss[sample]);
  }
  expect((await project.story(run, 0, 0)).explained.place).toBeNull();
});

test('the places over the epochs are those of each epoch', async () => {
  const { project, run } = await recorded(100, 10);
  const { first, samples, ranks, candidates } = await project.places(run, 42);
  expect([first, samples]).toEqual(['lowest loss', 100]);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const { place } = (await project.story(run, 42, epoch)).explained;
    expect([ranks[epoch], candidates[epoch]]).toEqual([place?.rank ?? 0, place?.candidates ?? 0]);
  }
});

test('who asks for places while their epochs are taken back hears that these are missing', async () => {
  const path = projectPath();
  const { calls, close } = callsOf(
    await openAt({ path, access: 'write', create: true, who: 'a test' }),
  );
  onTestFinished(close);
  const run = calls.createRun(syntheticRun(calls.addDataset(syntheticDataset(100))));
  for (const epoch of [0, 1]) {
    calls.recordEpoch(run, syntheticRecord(epoch), syntheticColumns(100, epoch));
  }
  const asked = calls.places(run, 42);
  calls.removeEpochsAfter(run, -1);
  await expect(asked).rejects.toMatchObject({ code: 'epoch-missing' });
});

test('nothing is told of an epoch or a sample that a run does not have', async () => {
  const { project, run } = await recorded(100, 10);
  await expect(project.story(run, 0, EPOCHS)).rejects.toMatchObject({ code: 'epoch-missing' });
  await expect(project.story(run, 100, 0)).rejects.toMatchObject({ code: 'sample-missing' });
  await expect(project.story(99, 0, 0)).rejects.toMatchObject({ code: 'run-missing' });
});

/** A version whose pictures are named by letters, which stand at these places of their file. */
function versionOf(letters: string, sourceIndex?: number[]) {
  const all = [...letters];
  const given = syntheticDataset(all.length - 1, 10, 1);
  const contentIds = new Uint8Array(all.length * CONTENT_ID_BYTES);
  all.forEach((letter, i) => {
    // Ids differ in their last word only: none of their words may be left out.
    contentIds[i * CONTENT_ID_BYTES + CONTENT_ID_BYTES - 1] = letter.charCodeAt(0);
  });
  return {
    ...given,
    record: { ...given.record, name: letters, fingerprint: letters.length.toString(16).repeat(64) },
    contentIds,
    sourceIndex: Uint32Array.from(sourceIndex ?? all.keys()),
  };
}

test('a picture is found in the other versions, at the same place of its file where it is there twice', async () => {
  const project = await opened(projectPath());
  const abc = await project.addDataset(versionOf('abc'));
  expect((await project.sample(abc, 1)).twins).toEqual([]);
  const xbyb = await project.addDataset(versionOf('xbyb', [0, 5, 2, 1]));
  const pqrst = await project.addDataset(versionOf('pqrst'));
  expect(await project.sample(abc, 1)).toEqual({
    label: 7,
    name: 'a#1',
    twins: [{ dataset: xbyb, sample: 3 }],
  });
  expect((await project.sample(xbyb, 1)).twins).toEqual([{ dataset: abc, sample: 1 }]);
  expect((await project.sample(pqrst, 0)).twins).toEqual([]);
  await expect(project.sample(abc, 3)).rejects.toMatchObject({ code: 'sample-missing' });
  await expect(project.sample(9, 0)).rejects.toMatchObject({ code: 'dataset-version-missing' });
});
