import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { setBits } from '../../src/core/ledger/bits.ts';
import { bySample, everything } from '../../src/core/query/query.ts';
import type { Selection } from '../../src/core/query/selection.ts';
import { MOST_TAGS } from '../../src/core/record/tags.ts';
import { callsOf } from '../../src/project/calls.ts';
import { openAt } from '../../src/project/open.ts';
import { sampleWords } from '../../src/project/stores/sample-words.ts';
import { opened, projectPath } from './support/folder.ts';
import { syntheticDataset } from './support/synthetic.ts';

const SAMPLES = 40;
const BY = 'a test';

/** The calls of a project in this thread, and what is said of its samples as a query sees it. */
async function openedHere(path: string, access: 'write' | 'read' = 'write') {
  const project = await openAt({ path, access, create: access === 'write', who: BY });
  const { calls, close } = callsOf(project);
  let open = true;
  const closeOnce = () => {
    if (open) close();
    open = false;
  };
  onTestFinished(closeOnce);
  return { calls, words: sampleWords(project.connections, () => SAMPLES), close: closeOnce };
}

/** Everything, where places are samples. */
const samplesAt = (dataset: number, ranges: Selection['ranges']): Selection => ({
  query: { dataset, moment: null, filter: everything, sort: bySample },
  ranges,
});

type Here = Awaited<ReturnType<typeof openedHere>>;
const newDataset = ({ calls }: Here) => calls.addDataset(syntheticDataset(SAMPLES - 5));

/** All that is said of the samples. */
const stateOf = ({ words }: Here, dataset: number) => ({
  tags: words
    .tags(dataset)
    .map((tag) => [tag, [...setBits(words.tagBits(dataset, tag) ?? new Uint8Array())]]),
  notes: [...words.notes(dataset)],
});

const change = fc.oneof(
  fc.record({
    tag: fc.constantFrom('blurry', 'exclude', 'é'),
    set: fc.boolean(),
    range: fc.tuple(fc.nat(SAMPLES - 1), fc.nat(SAMPLES - 1)),
  }),
  fc.record({ sample: fc.nat(SAMPLES - 1), text: fc.constantFrom('', 'a cat', 'two cats') }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

async function carryOut({ calls }: Here, dataset: number, given: Change): Promise<void> {
  if ('text' in given) return calls.noteSample(dataset, given.sample, given.text, BY);
  const [from, to] = given.range.toSorted((a, b) => a - b);
  await calls.tagSamples(samplesAt(dataset, [[from, to]]), given.tag, given.set, BY);
}

test('tags are set on the chosen samples and taken off them, and those that had to change are counted', async () => {
  const here = await openedHere(projectPath());
  const dataset = newDataset(here);
  const { calls, words } = here;
  const tag = (ranges: Selection['ranges'], set: boolean) =>
    calls.tagSamples(samplesAt(dataset, ranges), 'blurry', set, BY);
  expect(
    await tag(
      [
        [1, 3],
        [38, 39],
      ],
      true,
    ),
  ).toEqual({ changed: 5 });
  expect(await tag([[0, 2]], true)).toEqual({ changed: 1 });
  expect(await tag([[2, 2]], false)).toEqual({ changed: 1 });
  expect(await tag([[2, 2]], false)).toEqual({ changed: 0 });
  expect([...calls.taggedSamples(dataset, 'blurry')]).toEqual([0, 1, 3, 38, 39]);
  expect(calls.sampleLabels(dataset, 3)).toEqual({ tags: ['blurry'], note: '' });
  expect(calls.tagList(dataset).tags).toEqual([{ name: 'blurry', count: 5 }]);
  await calls.tagSamples(samplesAt(dataset, [[0, 9]]), 'exclude', true, BY);
  expect(await calls.chosenTags(samplesAt(dataset, [[3, 12]]))).toEqual({
    count: 10,
    tags: [
      { name: 'blurry', count: 1 },
      { name: 'exclude', count: 7 },
    ],
  });
  expect(await calls.chosenTags(samplesAt(dataset, [[20, 21]]))).toEqual({ count: 2, tags: [] });
  await calls.tagSamples(samplesAt(dataset, null), 'exclude', false, BY);
  await tag(null, false);
  expect(words.tags(dataset)).toEqual([]);
  expect(words.tagBits(dataset, 'blurry')).toBeNull();
});

test('after any changes, undoing all of them is the start and redoing all of them is the end', async () => {
  const path = projectPath();
  let here = await openedHere(path);
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), fc.nat(14), async (changes, reopenAt) => {
      const dataset = here.calls.addDataset({
        ...syntheticDataset(SAMPLES - 5),
        // A data set of its own.
        record: {
          ...syntheticDataset(SAMPLES - 5).record,
          source: {
            ...syntheticDataset(SAMPLES - 5).record.source,
            dataSeed: here.calls.datasets().length,
          },
        },
      });
      const start = stateOf(here, dataset);
      const states: ReturnType<typeof stateOf>[] = [start];
      for (const given of changes) {
        await carryOut(here, dataset, given);
        const state = stateOf(here, dataset);
        if (JSON.stringify(state) !== JSON.stringify(states.at(-1))) states.push(state);
      }
      for (let back = states.length - 2; back >= 0; back--) {
        if (back === reopenAt) {
          here.close();
          here = await openedHere(path);
        }
        expect(here.calls.undoSamples(dataset)).not.toBeNull();
        expect(stateOf(here, dataset)).toEqual(states[back]);
      }
      expect(here.calls.undoSamples(dataset)).toBeNull();
      for (const state of states.slice(1)) {
        expect(here.calls.redoSamples(dataset)).not.toBeNull();
        expect(stateOf(here, dataset)).toEqual(state);
      }
      expect(here.calls.redoSamples(dataset)).toBeNull();
    }),
    { numRuns: 30 },
  );
});

test('a new change takes the place of what was undone', async () => {
  const here = await openedHere(projectPath());
  const dataset = newDataset(here);
  const { calls } = here;
  calls.noteSample(dataset, 1, 'first', BY);
  calls.noteSample(dataset, 1, 'second', BY);
  calls.undoSamples(dataset);
  expect(calls.tagList(dataset)).toMatchObject({
    undo: { sample: 1, before: '', after: 'first' },
    redo: { sample: 1, before: 'first', after: 'second' },
  });
  calls.noteSample(dataset, 1, 'third', BY);
  expect(calls.redoSamples(dataset)).toBeNull();
  calls.undoSamples(dataset);
  expect(calls.sampleLabels(dataset, 1).note).toBe('first');
});

test('the last thousand changes can be undone', async () => {
  const here = await openedHere(projectPath());
  const dataset = newDataset(here);
  for (let i = 0; i < 1010; i++) here.calls.noteSample(dataset, 0, `note ${i}`, BY);
  let undone = 0;
  while (here.calls.undoSamples(dataset) !== null) undone++;
  expect(undone).toBe(1000);
  expect(here.calls.sampleLabels(dataset, 0).note).toBe('note 9');
});

test('data sets are undone apart from each other', async () => {
  const here = await openedHere(projectPath());
  const { calls } = here;
  const first = newDataset(here);
  const second = calls.addDataset(syntheticDataset(20));
  calls.noteSample(first, 0, 'of the first', BY);
  calls.noteSample(second, 0, 'of the second', BY);
  calls.undoSamples(first);
  expect(calls.sampleLabels(first, 0).note).toBe('');
  expect(calls.sampleLabels(second, 0).note).toBe('of the second');
});

test('a note on a sample that the data set does not have is refused', async () => {
  const here = await openedHere(projectPath());
  const dataset = newDataset(here);
  expect(() => here.calls.noteSample(dataset, SAMPLES, 'a', BY)).toThrow('one of the 40 samples');
});

test('one tag too many is refused, and nothing is changed', async () => {
  const here = await openedHere(projectPath());
  const dataset = newDataset(here);
  const one = samplesAt(dataset, [[0, 0]]);
  for (let i = 0; i < MOST_TAGS; i++) await here.calls.tagSamples(one, `tag ${i}`, true, BY);
  const version = here.words.version(dataset);
  await expect(here.calls.tagSamples(one, 'another', true, BY)).rejects.toThrow(
    'would be one more',
  );
  expect(here.words.version(dataset)).toBe(version);
  await here.calls.tagSamples(samplesAt(dataset, [[0, 3]]), 'tag 7', true, BY);
  expect(here.calls.tagList(dataset).tags).toHaveLength(MOST_TAGS);
});

test('a reader beside the writer sees every change, and that there was one', async () => {
  const path = projectPath();
  const writer = await openedHere(path);
  const dataset = newDataset(writer);
  const reader = await openedHere(path, 'read');
  let version = reader.words.version(dataset);
  const grown = () => {
    const before = version;
    version = reader.words.version(dataset);
    return version > before;
  };
  await writer.calls.tagSamples(samplesAt(dataset, [[2, 3]]), 'blurry', true, BY);
  expect(grown()).toBe(true);
  expect(reader.words.tags(dataset)).toEqual(['blurry']);
  writer.calls.noteSample(dataset, 4, 'odd', BY);
  expect(grown()).toBe(true);
  expect(reader.words.notes(dataset).get(4)).toBe('odd');
  writer.calls.undoSamples(dataset);
  expect(grown()).toBe(true);
  writer.calls.saveScore(dataset, { name: 'doubt', description: '' }, new Float32Array(SAMPLES));
  expect(grown()).toBe(true);
  expect(grown()).toBe(false);
  expect(() => reader.calls.noteSample(dataset, 0, 'a', BY)).toThrow('written by');
});

test('a score is kept with its sentence, and another takes its place by its name', async () => {
  const project = await opened(projectPath());
  const dataset = await project.addDataset(syntheticDataset(20_000));
  const values = Float32Array.from({ length: 20_005 }, (_, i) => (i % 3 === 0 ? NaN : i / 7));
  await project.saveScore(dataset, { name: 'doubt', description: 'Of run 1.' }, values);
  expect(await project.score(dataset, 'doubt')).toEqual(values);
  await project.saveScore(
    dataset,
    { name: 'doubt', description: 'Of run 2.' },
    values.map((v) => -v),
  );
  expect(await project.scores(dataset)).toEqual([{ name: 'doubt', description: 'Of run 2.' }]);
  expect((await project.score(dataset, 'doubt'))?.[1]).toBe(Math.fround(-1 / 7));
  expect(await project.score(dataset, 'other')).toBeNull();
});

test('a tag whose bits are damaged is said to be so by its name', async () => {
  const path = projectPath();
  const project = await opened(path);
  const dataset = await project.addDataset(syntheticDataset(SAMPLES - 5));
  await project.tagSamples(samplesAt(dataset, [[0, 9]]), 'blurry', true, BY);
  await project.close();
  const database = new Database(path);
  const packed = database.prepare('SELECT bits FROM tags').pluck().get() as Buffer;
  packed[packed.length - 1] ^= 1;
  database.prepare('UPDATE tags SET bits = ?').run(packed);
  database.close();
  const again = await opened(path);
  await expect(again.taggedSamples(dataset, 'blurry')).rejects.toMatchObject({
    code: 'project-damaged',
    message: expect.stringContaining('the tag "blurry" of data set 1'),
  });
});
