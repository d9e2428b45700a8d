/** Small random projects, and what queries find in them by a reading of one sample at a time. */
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { bitsetBytes, hasBit } from '../../../src/core/ledger/bits.ts';
import { shareOf } from '../../../src/core/query/axis.ts';
import { mapAxes } from '../../../src/core/query/map.ts';
import {
  isRunNumber,
  wordValues,
  scoreField,
  type NumberField,
  type SortField,
} from '../../../src/core/query/field.ts';
import type { Condition, Filter, Moment, Query, Sort } from '../../../src/core/query/query.ts';
import { sourceNameOf } from '../../../src/core/record/dataset.ts';
import type { EpochColumns } from '../../../src/core/record/run.ts';
import { callsOf } from '../../../src/project/calls.ts';
import { openAt } from '../../../src/project/open.ts';
import { projectPath } from '../support/folder.ts';
import { syntheticDataset, syntheticRecord, syntheticRun } from '../support/synthetic.ts';

export const TRAIN = 37;
const TEST = 6;
export const SAMPLES = TRAIN + TEST;
export const CLASSES = 4;
export const EPOCHS = 3;
const RUNS = 2;

export type World = {
  runs: EpochColumns[][];
  tags: { blurry: number[]; exclude: number[] };
  notes: Map<number, string>;
  score: Float32Array;
};

const { record, labels, sourceIndex } = syntheticDataset(TRAIN, CLASSES, TEST);

const loss = fc.oneof(
  fc.constantFrom(0, 0.25, 0.5, 3, NaN),
  fc.float({ min: 0, max: 20, noNaN: true }),
);
const share = fc.float({ min: 0, max: 1, noNaN: true });
const flags = fc.uint8Array({ minLength: bitsetBytes(TRAIN), maxLength: bitsetBytes(TRAIN) });
const every = <T>(value: fc.Arbitrary<T>, length: number) =>
  fc.array(value, { minLength: length, maxLength: length });

/** Flags without bits beyond the last sample, as they are recorded. */
const cut = (bits: Uint8Array): Uint8Array => {
  bits[bits.length - 1] &= (1 << (TRAIN % 8)) - 1;
  return bits;
};

const columns: fc.Arbitrary<EpochColumns> = fc
  .tuple(every(loss, TRAIN), every(share, TRAIN), every(fc.nat(CLASSES - 1), TRAIN), flags, flags)
  .map(([losses, confidence, predicted, hidden, movedBack]) => {
    const correct = new Uint8Array(bitsetBytes(TRAIN));
    predicted.forEach((own, i) => {
      if (own === labels[i]) correct[i >>> 3] |= 1 << (i & 7);
    });
    return {
      loss: Float32Array.from(losses),
      confidence: Float32Array.from(confidence),
      predicted: Uint8Array.from(predicted),
      correct,
      hidden: cut(hidden),
      // Nobody is hidden and moved back at once.
      movedBack: cut(movedBack.map((byte, at) => byte & ~hidden[at])),
    };
  });

const someSamples = fc.uniqueArray(fc.nat(SAMPLES - 1), { maxLength: 8 });
export const worlds: fc.Arbitrary<World> = fc.record({
  runs: every(every(columns, EPOCHS), RUNS),
  tags: fc.record({ blurry: someSamples, exclude: someSamples }),
  notes: fc
    .array(fc.tuple(fc.nat(SAMPLES - 1), fc.constantFrom('a Cat', 'two cats', 'x')), {
      maxLength: 5,
    })
    .map((notes) => new Map(notes)),
  score: every(fc.oneof(fc.constantFrom(NaN, 1), share), SAMPLES).map((values) =>
    Float32Array.from(values),
  ),
});

/** The calls of a project that holds the world, in this thread. Its run 1 is finished. */
export async function projectOf(world: World) {
  const path = projectPath();
  const project = await openAt({ path, access: 'write', create: true, who: 'a test' });
  const { calls, close } = callsOf(project);
  onTestFinished(close);
  const dataset = calls.addDataset(syntheticDataset(TRAIN, CLASSES, TEST));
  world.runs.forEach((epochs, r) => {
    const run = calls.createRun(syntheticRun(dataset));
    epochs.forEach((own, epoch) => calls.recordEpoch(run, syntheticRecord(epoch), own));
    if (r === 0) calls.finishRun(run, new Uint8Array(1));
  });
  for (const tag of ['blurry', 'exclude'] as const) {
    const samples = world.tags[tag].map((sample): [number, number] => [sample, sample]);
    const filter = { field: 'samples' as const, ranges: samples };
    const query = { dataset, moment: null, filter, sort: bySample };
    await calls.tagSamples({ query, ranges: null }, tag, true, 'a test');
  }
  for (const [sample, note] of world.notes) calls.noteSample(dataset, sample, note, 'a test');
  calls.saveScore(dataset, { name: 'doubt', description: '' }, world.score);
  return { calls, dataset, connections: project.connections };
}

const bySample: Sort = { by: 'sample', descending: false };

/** A run's columns over all its epochs, of one sample, in float64. */
function overEpochs(epochs: EpochColumns[], sample: number) {
  const losses = epochs.map((columns) => columns.loss[sample]);
  const right = epochs.map(({ correct }) => hasBit(correct, sample));
  const probabilities = losses.map((own) => Math.exp(-own));
  const margins = probabilities.map((p, e) =>
    right[e] ? p - (1 - p) : p - epochs[e].confidence[sample],
  );
  const hidden = epochs.flatMap((columns, e) => (hasBit(columns.hidden, sample) ? [e] : []));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const labelProbability = mean(probabilities);
  const squares = mean(probabilities.map((p) => p * p));
  return {
    timesHidden: hidden.length,
    firstHidden: hidden.at(0) ?? NaN,
    lastHidden: hidden.at(-1) ?? NaN,
    forgetting: right.filter((own, e) => e > 0 && right[e - 1] && !own).length,
    meanLoss: mean(losses),
    lastLoss: losses[losses.length - 1],
    labelProbability,
    variability: Math.sqrt(Math.max(0, squares - labelProbability ** 2)),
    margin: mean(margins),
  };
}

/** A sample's number, class or word of a field; NaN where it has none. */
export function valueOf(
  world: World,
  sample: number,
  field: SortField,
  moment: Moment | null,
): number | string {
  if (field === 'sample') return sample;
  if (field === 'class') return labels[sample];
  if (field === 'file') return (sample < TRAIN ? 0 : 1e9) + sourceIndex[sample];
  if (field === 'tag') {
    const tags = Object.values(world.tags).filter((samples) => samples.includes(sample));
    return tags.length || NaN;
  }
  if (field === 'split') return sample < TRAIN ? 'train' : 'test';
  if (field === scoreField('doubt')) return world.score[sample];
  if (moment === null || sample >= TRAIN) return NaN;
  const epochs = world.runs[moment.run - 1];
  const own = epochs[moment.epoch];
  const right = hasBit(own.correct, sample);
  if (isRunNumber(field)) return Math.fround(overEpochs(epochs, sample)[field]);
  if (field === 'state') {
    if (hasBit(own.hidden, sample)) return 'hidden';
    return hasBit(own.movedBack, sample) ? 'movedBack' : 'trained';
  }
  if (field === 'outcome') {
    if (right) return 'right';
    const wasRight = moment.epoch > 0 && hasBit(epochs[moment.epoch - 1].correct, sample);
    return wasRight ? 'forgotten' : 'wrong';
  }
  if (field === 'loss' || field === 'confidence' || field === 'predicted') {
    return own[field][sample];
  }
  return NaN;
}

/** By the even-odd rule, edge by edge. */
export function isWithin(corners: readonly (readonly number[])[], x: number, y: number): boolean {
  let within = false;
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  });
  return within;
}

function passesCondition(
  world: World,
  sample: number,
  condition: Condition,
  of: Moment | null,
): boolean {
  const moment = ('at' in condition ? condition.at : undefined) ?? of;
  if ('min' in condition) {
    const own = Number(valueOf(world, sample, condition.field, moment));
    return own >= (condition.min ?? -Infinity) && own <= (condition.max ?? Infinity);
  }
  switch (condition.field) {
    case 'class':
    case 'predicted':
    case 'split':
    case 'state': {
      const own = valueOf(world, sample, condition.field, moment);
      return (condition.in as readonly unknown[]).includes(own);
    }
    case 'samples':
      return condition.ranges.some(([from, to]) => from <= sample && sample <= to);
    case 'tag':
      return condition.in.some((tag) =>
        (world.tags[tag as keyof World['tags']] ?? []).includes(sample),
      );
    case 'note':
      return (
        world.notes.get(sample)?.toLowerCase().includes(condition.contains.toLowerCase()) ?? false
      );
    case 'file':
      return sourceNameOf(record, sample, sourceIndex[sample])
        .toLowerCase()
        .includes(condition.contains.toLowerCase());
    case 'area': {
      const value = (field: NumberField) => Number(valueOf(world, sample, field, moment));
      const { x, y } = mapAxes[condition.map];
      const [atX, atY] =
        condition.map === 'cartography'
          ? [value('variability'), value('labelProbability')]
          : [value('timesHidden') / EPOCHS, value('meanLoss')];
      return isWithin(
        condition.corners,
        Math.fround(shareOf(x, atX)),
        Math.fround(shareOf(y, atY)),
      );
    }
    case 'outcome': {
      const own = valueOf(world, sample, 'outcome', moment);
      const chosen: readonly (string | number)[] = condition.in;
      return chosen.includes(own) || (own === 'forgotten' && chosen.includes('wrong'));
    }
  }
}

export function passes(
  world: World,
  sample: number,
  filter: Filter,
  moment: Moment | null,
): boolean {
  if ('all' in filter) return filter.all.every((part) => passes(world, sample, part, moment));
  if ('any' in filter) return filter.any.some((part) => passes(world, sample, part, moment));
  if ('not' in filter) return !passes(world, sample, filter.not, moment);
  return passesCondition(world, sample, filter, moment);
}

const words: readonly string[] = Object.values(wordValues).flat();
const rankOf = (value: number | string) =>
  typeof value === 'string' ? words.indexOf(value) : value;

/** The samples that a query finds, by a comparator. */
export function foundBy(world: World, { moment, filter, sort }: Omit<Query, 'dataset'>): number[] {
  const rank = (sample: number) => rankOf(valueOf(world, sample, sort.by, moment));
  const missing = (sample: number) => Number(Number.isNaN(rank(sample)));
  return Array.from({ length: SAMPLES }, (_, sample) => sample)
    .filter((sample) => passes(world, sample, filter, moment))
    .sort((a, b) => {
      const apart = missing(a) - missing(b) || (missing(a) ? 0 : rank(a) - rank(b));
      return (missing(a) === missing(b) && sort.descending ? -apart : apart) || a - b;
    });
}

const moments: fc.Arbitrary<Moment> = fc.record({
  run: fc.integer({ min: 1, max: RUNS }),
  epoch: fc.nat(EPOCHS - 1),
});
const at = fc.option(moments, { nil: undefined }).map((own) => (own ? { at: own } : {}));

export const numberFields: readonly NumberField[] = [
  ...(['sample', 'loss', 'confidence', 'timesHidden', 'firstHidden', 'lastHidden'] as const),
  ...(['forgetting', 'meanLoss', 'lastLoss', 'labelProbability', 'variability'] as const),
  ...(['margin', scoreField('doubt'), scoreField('nothing')] as const),
];
const bound = fc.oneof(fc.constantFrom(null, 0, 0.25, 1, 3, 20), share);
const corner = fc.tuple(
  fc.double({ min: -0.5, max: 1.5, noNaN: true }),
  fc.double({ min: -0.5, max: 1.5, noNaN: true }),
);
const range = fc
  .tuple(fc.nat(SAMPLES + 3), fc.nat(SAMPLES + 3))
  .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...numberFields), bound, bound, at)
    .map(([field, min, max, when]) => ({ field, min, max, ...when })),
  fc
    .tuple(fc.constantFrom('class' as const, 'predicted' as const), fc.array(fc.nat(CLASSES)), at)
    .map(([field, chosen, when]) => ({ field, in: chosen, ...when })),
  fc.record({ field: fc.constant('split' as const), in: fc.subarray([...wordValues.split]) }),
  fc
    .tuple(fc.subarray([...wordValues.state]), at)
    .map(([chosen, when]) => ({ field: 'state' as const, in: chosen, ...when })),
  fc
    .tuple(fc.subarray([...wordValues.outcome]), at)
    .map(([chosen, when]) => ({ field: 'outcome' as const, in: chosen, ...when })),
  fc.record({
    field: fc.constant('tag' as const),
    in: fc.subarray(['blurry', 'exclude', 'another']),
  }),
  fc.record({ field: fc.constant('note' as const), contains: fc.constantFrom('', 'CAT', 'q') }),
  fc.record({
    field: fc.constant('file' as const),
    contains: fc.constantFrom('A', 'c#', 'a#3', '#10', '12', '0', '#0', '03', '#', 'zz'),
  }),
  fc.record({ field: fc.constant('samples' as const), ranges: fc.array(range, { maxLength: 3 }) }),
  fc.record({
    field: fc.constant('area' as const),
    map: fc.constantFrom('cartography' as const, 'hiding' as const),
    corners: fc.array(corner, { minLength: 3, maxLength: 7 }),
  }),
);

const { filter: filters } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    conditions,
    fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const sortFields: readonly SortField[] = [
  ...numberFields,
  ...(['class', 'predicted', 'split', 'state', 'outcome', 'file', 'tag'] as const),
];

export const queries: fc.Arbitrary<Omit<Query, 'dataset'>> = fc.record({
  moment: fc.option(moments),
  filter: filters,
  sort: fc.record({ by: fc.constantFrom(...sortFields), descending: fc.boolean() }),
});
