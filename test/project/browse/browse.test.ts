import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasBit } from '../../../src/core/ledger/bits.ts';
import { edgesOf } from '../../../src/core/query/axis.ts';
import {
  EXCLUDED,
  FORGOTTEN,
  HIDDEN,
  MOVED_BACK,
  TAGGED,
  UNRECORDED,
  WRONG,
} from '../../../src/core/query/facts.ts';
import { bySample, everything, type Filter, type Query } from '../../../src/core/query/query.ts';
import { wordValues } from '../../../src/core/query/field.ts';
import { callsOf } from '../../../src/project/calls.ts';
import { CHUNK } from '../../../src/project/columns/chunk.ts';
import { openAt } from '../../../src/project/open.ts';
import { projectPath } from '../support/folder.ts';
import {
  syntheticColumns,
  syntheticDataset,
  syntheticRecord,
  syntheticRun,
} from '../support/synthetic.ts';
import {
  CLASSES,
  EPOCHS,
  SAMPLES,
  TRAIN,
  foundBy,
  numberFields,
  passes,
  projectOf,
  queries,
  valueOf,
  worlds,
  type World,
} from './world.ts';

const { labels } = syntheticDataset(TRAIN, CLASSES, SAMPLES - TRAIN);
const all = Array.from({ length: SAMPLES }, (_, sample) => sample);

/** Many queries of a few projects, since making a project takes as long as a hundred queries. */
const cases = fc.tuple(worlds, fc.array(queries, { minLength: 60, maxLength: 60 }));

async function forEachQuery(
  check: (
    found: Awaited<ReturnType<typeof projectOf>> & { world: World },
    query: Query,
  ) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(cases, async ([world, asked]) => {
      const project = await projectOf(world);
      for (const query of asked) {
        await check({ ...project, world }, { dataset: project.dataset, ...query });
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
}

test('a query finds what a comparator and a predicate find, in that order', async () => {
  await forEachQuery(async ({ calls, world }, query) => {
    const expected = foundBy(world, query);
    expect(await calls.find(query)).toMatchObject({ count: expected.length, total: SAMPLES });
    const { samples } = await calls.window(query, 0, SAMPLES + 5, null);
    expect([...samples]).toEqual(expected);
  });
});

test('places and selections are those of the order', async () => {
  await forEachQuery(async ({ calls, world }, query) => {
    const expected = foundBy(world, query);
    for (const sample of [0, 5, TRAIN, SAMPLES - 1]) {
      const place = expected.indexOf(sample);
      expect(await calls.place(query, sample)).toBe(place === -1 ? null : place);
    }
    expect([...(await calls.selected({ query, ranges: null }))]).toEqual(expected);
    const ranges: [number, number][] = [
      [1, 3],
      [7, SAMPLES + 9],
    ];
    expect([...(await calls.selected({ query, ranges }))]).toEqual([
      ...expected.slice(1, 4),
      ...expected.slice(7),
    ]);
  });
});

test('a window says of its samples what the epoch that is shown says of them', async () => {
  await forEachQuery(async ({ calls, world }, query) => {
    const shown = { run: 2, epoch: 1 };
    const expected = foundBy(world, query).slice(2, 9);
    const given = await calls.window(query, 2, 9, shown);
    const value = (sample: number, field: Parameters<typeof valueOf>[2]) =>
      Number(valueOf(world, sample, field, shown));
    expect(given).toEqual({
      samples: Uint32Array.from(expected),
      labels: Uint16Array.from(expected, (sample) => labels[sample]),
      facts: Uint8Array.from(expected, (sample) => factsBy(world, sample, shown)),
      predicted: Uint16Array.from(expected, (s) => (s < TRAIN ? value(s, 'predicted') : 65_535)),
      loss: Float32Array.from(expected, (s) => value(s, 'loss')),
      confidence: Float32Array.from(expected, (s) => value(s, 'confidence')),
      timesHidden: Uint16Array.from(expected, (s) => value(s, 'timesHidden')),
    });
  });
});

describe('a window on to an epoch that was not read', () => {
  const train = 6 * CHUNK + 100;
  const columns = [0, 1].map((epoch) => syntheticColumns(train, epoch));

  /** Every time anew, so that nothing was read. */
  async function opened() {
    const project = await openAt({
      ...{ path: projectPath(), access: 'write', create: true },
      who: 'a test',
    });
    const { calls, close } = callsOf(project);
    onTestFinished(close);
    const dataset = calls.addDataset(syntheticDataset(train));
    const run = calls.createRun(syntheticRun(dataset));
    columns.forEach((own, epoch) => calls.recordEpoch(run, syntheticRecord(epoch), own));
    const query = (filter: Filter): Query => ({ dataset, moment: null, filter, sort: bySample });
    return { calls, query, shown: { run, epoch: 1 } };
  }

  const factsOf = (sample: number): number => {
    if (sample >= train) return UNRECORDED;
    const [wasRight, isRight] = columns.map(({ correct }) => hasBit(correct, sample));
    const { hidden, movedBack } = columns[1];
    return (
      (hasBit(hidden, sample) ? HIDDEN : 0) |
      (hasBit(movedBack, sample) ? MOVED_BACK : 0) |
      (isRight ? 0 : WRONG) |
      (wasRight && !isRight ? FORGOTTEN : 0)
    );
  };

  test.each([
    ['within one chunk', [[CHUNK + 8, CHUNK + 40]]],
    ['where two chunks meet', [[3 * CHUNK - 20, 3 * CHUNK + 20]]],
    [
      'in two chunks far apart',
      [
        [5, 9],
        [5 * CHUNK + 3, 5 * CHUNK + 30],
      ],
    ],
    ['of both splits', [[train - 20, train + 4]]],
    ['of the test split alone', [[train, train + 4]]],
    ['in every chunk', [0, 1, 2, 3, 4, 5].map((chunk) => [chunk * CHUNK + 7, chunk * CHUNK + 12])],
  ] as [string, [number, number][]][])(
    'says what was recorded of samples %s',
    async (_, ranges) => {
      const { calls, query, shown } = await opened();
      const samples = ranges.flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      const given = await calls.window(
        query({ field: 'samples', ranges }),
        0,
        samples.length,
        shown,
      );
      const { loss, confidence, predicted } = columns[1];
      expect([...given.samples]).toEqual(samples);
      expect([...given.facts]).toEqual(samples.map(factsOf));
      expect([...given.loss]).toEqual(samples.map((sample) => loss[sample] ?? NaN));
      expect([...given.confidence]).toEqual(samples.map((sample) => confidence[sample] ?? NaN));
      expect([...given.predicted]).toEqual(samples.map((sample) => predicted[sample] ?? 65_535));
    },
  );
});

function factsBy(world: World, sample: number, shown: { run: number; epoch: number }): number {
  const marks =
    (world.tags.exclude.includes(sample) ? EXCLUDED : 0) |
    (world.tags.blurry.includes(sample) || world.notes.has(sample) ? TAGGED : 0);
  if (sample >= TRAIN) return marks | UNRECORDED;
  const state = { trained: 0, hidden: HIDDEN, movedBack: MOVED_BACK };
  const outcome = { right: 0, wrong: WRONG, forgotten: WRONG | FORGOTTEN };
  return (
    marks |
    state[valueOf(world, sample, 'state', shown) as keyof typeof state] |
    outcome[valueOf(world, sample, 'outcome', shown) as keyof typeof outcome]
  );
}

/** A filter without the conditions on a field that stand at its top. */
function without(filter: Filter, field: string, moment: Query['moment']): Filter {
  const isOn = (part: Filter): boolean => {
    if ('not' in part) return isOn(part.not);
    if (!('field' in part) || part.field !== field) return false;
    const when = ('at' in part ? part.at : undefined) ?? moment;
    return when?.run === moment?.run && when?.epoch === moment?.epoch;
  };
  return { all: ('all' in filter ? filter.all : [filter]).filter((part) => !isOn(part)) };
}

test('facets count what passes the other conditions, and everything', async () => {
  const fields = ['class', 'predicted', 'split', 'state', 'outcome', 'tag', ...numberFields];
  await forEachQuery(async ({ calls, world }, query) => {
    const { moment, filter } = query;
    for (const facet of await calls.facets(query, fields)) {
      const { field } = facet;
      const passing = all.filter((s) => passes(world, s, without(filter, field, moment), moment));
      if (facet.kind === 'values') {
        const has = (sample: number, value: string) => {
          if (field === 'tag') return world.tags[value as keyof World['tags']].includes(sample);
          const own = String(valueOf(world, sample, field as 'class', moment));
          // What is forgotten is wrong as well.
          return own === value || (own === 'forgotten' && value === 'wrong');
        };
        const count = (samples: number[]) =>
          Uint32Array.from(facet.values, (value) => samples.filter((s) => has(s, value)).length);
        expect({ field, passing: facet.passing, all: facet.all }).toEqual({
          field,
          passing: count(passing),
          all: count(all),
        });
        continue;
      }
      const bins = facet.passing.length;
      const edges = edgesOf(facet, bins);
      const binOf = (sample: number) => {
        const value = Number(valueOf(world, sample, field as 'loss', moment));
        if (Number.isNaN(value)) return -1;
        return Math.min(bins - 1, Math.max(0, edges.filter((edge) => edge <= value).length - 1));
      };
      const count = (samples: number[]) => {
        const counts = new Uint32Array(bins);
        for (const sample of samples) if (binOf(sample) >= 0) counts[binOf(sample)]++;
        return counts;
      };
      expect({ field, passing: facet.passing, all: facet.all, missing: facet.missing }).toEqual({
        field,
        passing: count(passing),
        all: count(all),
        missing: all.filter((sample) => binOf(sample) === -1).length,
      });
    }
  });
});

test('confusion and maps count what is found', async () => {
  await forEachQuery(async ({ calls, world }, query) => {
    const { moment } = query;
    const found = foundBy(world, query);
    const counts = new Uint32Array(CLASSES * CLASSES);
    for (const sample of found) {
      const predicted = Number(valueOf(world, sample, 'predicted', moment));
      if (!Number.isNaN(predicted)) counts[labels[sample] * CLASSES + predicted]++;
    }
    expect(await calls.confusion(query)).toEqual({ classes: CLASSES, counts });

    const cells = { all: 0, found: 0, right: 0 };
    const map = await calls.map(query, 'cartography', 2, 1);
    const variable = (sample: number) => Number(valueOf(world, sample, 'variability', moment));
    // The right half of the map: a variability of a quarter and more.
    const there = all.filter((sample) => variable(sample) >= 0.25);
    cells.all = there.length;
    cells.found = there.filter((sample) => found.includes(sample)).length;
    const right = there.filter((s) => valueOf(world, s, 'outcome', moment) === 'right');
    cells.right = Math.fround(right.length / there.length);
    expect({ all: map.all[1], found: map.found[1], right: map.right[1] }).toEqual(cells);
  });
});

describe('of a project', () => {
  let world: World;
  beforeAll(() => {
    [world] = fc.sample(worlds, { numRuns: 1, seed: 1 });
  });
  const asked = (dataset: number, changes: Partial<Query> = {}): Query => ({
    ...{ dataset, moment: { run: 1, epoch: 2 }, filter: everything, sort: bySample },
    ...changes,
  });

  test('the overlap of two moments is that of their hidden samples', async () => {
    const { calls } = await projectOf(world);
    const [a, b] = [
      { run: 1, epoch: 1 },
      { run: 2, epoch: 2 },
    ];
    const hidden = (sample: number, at: typeof a) =>
      valueOf(world, sample, 'state', at) === 'hidden';
    const count = (inA: boolean, inB: boolean) =>
      all.filter((s) => s < TRAIN && hidden(s, a) === inA && hidden(s, b) === inB).length;
    expect(calls.overlap(a, b)).toEqual({
      both: count(true, true),
      onlyA: count(true, false),
      onlyB: count(false, true),
      neither: count(false, false),
    });
  });

  test('sparks are levels of the logarithmic axis, epoch by epoch of each sample', async () => {
    const { calls } = await projectOf(world);
    const { epochs, levels } = await calls.sparks(2, Uint32Array.of(3, TRAIN, 7));
    expect(epochs).toEqual(Uint32Array.of(0, 1, 2));
    const level = (sample: number, epoch: number) => {
      const loss = world.runs[1][epoch].loss[sample];
      const share = (Math.log10(loss) + 6) / 8;
      return Number.isNaN(loss) ? 255 : Math.min(255, Math.max(0, Math.floor(share * 256)));
    };
    expect([...levels]).toEqual([
      ...[0, 1, 2].map((epoch) => level(3, epoch)),
      ...[0, 0, 0],
      ...[0, 1, 2].map((epoch) => level(7, epoch)),
    ]);
  });

  test('what is unknown is refused in words', async () => {
    const { calls, dataset } = await projectOf(world);
    const other = calls.addDataset(syntheticDataset(TRAIN + 1, CLASSES));
    const fails = (query: Query, code: string) =>
      expect(calls.find(query)).rejects.toMatchObject({ code });
    await fails(asked(9), 'dataset-version-missing');
    await fails(asked(dataset, { moment: { run: 9, epoch: 0 } }), 'run-missing');
    await fails(asked(dataset, { moment: { run: 1, epoch: EPOCHS } }), 'epoch-missing');
    await fails(asked(other), 'moment-elsewhere');
    const filter: Filter = { field: 'loss', min: 0, max: 1, at: { run: 1, epoch: EPOCHS } };
    await fails(asked(dataset, { moment: null, filter: { not: filter } }), 'epoch-missing');
    await expect(calls.window(asked(dataset), 0, 1, { run: 9, epoch: 0 })).rejects.toMatchObject({
      code: 'run-missing',
    });
    await expect(calls.place(asked(dataset), SAMPLES)).rejects.toMatchObject({
      code: 'sample-missing',
    });
    await expect(calls.facets(asked(dataset), ['colour'])).rejects.toMatchObject({
      code: 'bad-usage',
    });
    await expect(calls.sparks(1, Uint32Array.of(SAMPLES))).rejects.toMatchObject({
      code: 'sample-missing',
    });
  });

  test('an answer is its own: who changes it changes no later one', async () => {
    const { calls, dataset } = await projectOf(world);
    const query = asked(dataset);
    const answers = async () => ({
      window: await calls.window(query, 0, 9, null),
      selected: await calls.selected({ query, ranges: null }),
      confusion: await calls.confusion(query),
      facets: await calls.facets(query, ['class', 'loss']),
      sparks: await calls.sparks(1, Uint32Array.of(1)),
    });
    const first = await answers();
    const kept = structuredClone(first);
    const spoil = (value: unknown): void => {
      if (ArrayBuffer.isView(value)) (value as Uint8Array).fill(77);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(spoil);
    };
    spoil(first);
    expect(await answers()).toEqual(kept);
    expect(Object.keys(calls)).not.toContain('losses');
  });

  test('tags, notes and scores count from when they are there', async () => {
    const { calls, dataset } = await projectOf(world);
    const tagged = asked(dataset, { filter: { field: 'tag', in: ['odd'] } });
    expect(await calls.find(tagged)).toMatchObject({ count: 0 });
    const some = asked(dataset, { filter: { field: 'samples', ranges: [[2, 4]] } });
    await calls.tagSamples({ query: some, ranges: null }, 'odd', true, 'a test');
    expect([...(await calls.selected({ query: tagged, ranges: null }))]).toEqual([2, 3, 4]);
    calls.undoSamples(dataset);
    expect(await calls.find(tagged)).toMatchObject({ count: 0 });
  });
});

test('epochs beside the one that was asked for are the same when they were read ahead', async () => {
  const [world] = fc.sample(worlds, { numRuns: 1, seed: 4 });
  const { calls, dataset } = await projectOf(world);
  const at = (run: number, epoch: number): Query => ({
    ...{ dataset, moment: { run, epoch }, filter: everything },
    sort: { by: 'loss', descending: false },
  });
  for (const [run, epoch, turns] of [
    [1, 0, 9],
    [1, 1, 1],
    [2, 2, 2],
    [2, 1, 0],
    [2, 0, 30],
    [1, 2, 9],
  ]) {
    const query = at(run, epoch);
    const { samples, facts } = await calls.window(query, 0, SAMPLES, null);
    expect([...samples]).toEqual(foundBy(world, query));
    const expected = Array.from(samples, (sample) => factsBy(world, sample, { run, epoch }));
    expect([...facts]).toEqual(expected);
    for (let turn = 0; turn < turns; turn++) await nextTurn();
  }
});

describe('while a run records', () => {
  async function recorded(epochs: number) {
    const [world] = fc.sample(worlds, { numRuns: 1, seed: 2 });
    const { calls, dataset } = await projectOf(world);
    const run = calls.createRun(syntheticRun(dataset));
    const add = (epoch: number, like: number) =>
      calls.recordEpoch(run, syntheticRecord(epoch), {
        ...syntheticColumns(TRAIN, like, CLASSES),
        loss: Float32Array.from({ length: TRAIN }, (_, i) => (i * (like + 5)) % TRAIN),
      });
    for (let epoch = 0; epoch < epochs; epoch++) add(epoch, epoch);
    const query = (by: Query['sort']['by']): Query => ({
      ...{ dataset, moment: { run, epoch: 1 }, filter: everything },
      sort: { by, descending: true },
    });
    const order = async (by: Query['sort']['by']) => [
      ...(await calls.selected({ query: query(by), ranges: null })),
    ];
    const means = async () => (await calls.window(query('meanLoss'), 0, 5, null)).samples;
    return { calls, run, add, order, query, means };
  }

  test('what is found at an epoch stays as it is', async () => {
    const { add, order } = await recorded(2);
    const before = await order('loss');
    add(2, 9);
    expect(await order('loss')).toEqual(before);
  });

  test('what is found over all its epochs is of those that are recorded', async () => {
    const { calls, run, add, query } = await recorded(2);
    const timesHidden = async () => {
      const { samples, timesHidden: times } = await calls.window(query('sample'), 0, TRAIN, null);
      return Array.from(samples, (sample, i) => [sample, times[i]]).sort(([a], [b]) => a - b);
    };
    const expected = () => Array.from(calls.aggregates(run).timesHidden.entries());
    const [before, one] = [await timesHidden(), expected()];
    expect(before.slice(0, TRAIN)).toEqual(before);
    add(2, 3);
    add(3, 7);
    const two = expected();
    expect(two).not.toEqual(one);
    expect((await timesHidden()).filter(([sample]) => sample < TRAIN)).toEqual(
      two.filter(([sample]) => before.map(([s]) => s).includes(sample)),
    );
  });

  test('places of an order that changed since they were chosen are refused', async () => {
    const { calls, add, query, run } = await recorded(2);
    const chosen = async (by: Query['sort']['by'], filter = everything) => {
      const asked = { ...query(by), filter };
      const { order } = await calls.find(asked);
      return { query: asked, order, ranges: [[0, 2]] as [number, number][] };
    };
    const byMean = await chosen('meanLoss');
    const byLoss = await chosen('loss');
    const timesHidden = { field: 'timesHidden', min: 0, max: null, at: { run, epoch: 0 } } as const;
    const byOther = await chosen('sample', timesHidden);
    const saveScore = (like: number) =>
      calls.saveScore(
        byMean.query.dataset,
        { name: 'likeness', description: '' },
        Float32Array.from({ length: SAMPLES }, (_, i) => (i * like) % SAMPLES),
      );
    saveScore(3);
    const byScore = await chosen('score:likeness');
    const untagged = await chosen('sample', { not: { field: 'tag', in: ['odd'] } });

    add(2, 9);
    for (const outdated of [byMean, byOther]) {
      await expect(calls.tagSamples(outdated, 'odd', true, 'a test')).rejects.toMatchObject({
        code: 'selection-outdated',
      });
    }
    expect(await calls.tagSamples(byLoss, 'odd', true, 'a test')).toEqual({ changed: 3 });
    await expect(calls.selected(untagged)).rejects.toMatchObject({ code: 'selection-outdated' });
    const { order: _, ...unnamed } = untagged;
    expect(await calls.selected(unnamed)).toHaveLength(3);

    // A tag leaves the order by a score as it is, another score does not.
    expect(await calls.selected(byScore)).toHaveLength(3);
    saveScore(5);
    await expect(calls.selected(byScore)).rejects.toMatchObject({ code: 'selection-outdated' });
  });

  test('an epoch that was taken back and recorded anew is read anew', async () => {
    const { calls, run, add, order } = await recorded(3);
    const before = [await order('loss'), await order('meanLoss')];
    calls.removeEpochsAfter(run, 0);
    await expect(order('loss')).rejects.toMatchObject({ code: 'epoch-missing' });
    add(1, 5);
    add(2, 8);
    const after = [await order('loss'), await order('meanLoss')];
    expect(after).not.toEqual(before);
    const columns = calls.columns(run, 1);
    const byHand = Array.from(columns.loss.keys()).sort(
      (a, b) => columns.loss[b] - columns.loss[a] || a - b,
    );
    expect(after[0].filter((sample) => sample < TRAIN)).toEqual(byHand);
  });
});

test('the words of state and outcome are counted in the order of their list', async () => {
  const [world] = fc.sample(worlds, { numRuns: 1, seed: 3 });
  const { calls, dataset } = await projectOf(world);
  const query = { dataset, moment: { run: 1, epoch: 0 }, filter: everything, sort: bySample };
  const [state, outcome] = await calls.facets(query, ['state', 'outcome']);
  expect(state).toMatchObject({ values: wordValues.state });
  expect(outcome).toMatchObject({ values: wordValues.outcome });
});
