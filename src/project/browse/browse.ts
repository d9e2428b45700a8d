/**
 * Finds samples by queries, and says of them what is shown. Everything that was worked out is kept
 * while there is room, under keys that name what it was made of: what a run has recorded since
 * then, or what was tagged, has other keys.
 */
import { createHash } from 'node:crypto';
import { HIDDEN, WRONG } from '../../core/query/facts.ts';
import { lossAxis } from '../../core/query/axis.ts';
import { isClassField, isWordField, type SortField } from '../../core/query/field.ts';
import {
  mapNames,
  type MapName,
  type Moment,
  type Query,
  type Sort,
} from '../../core/query/query.ts';
import type { Selection } from '../../core/query/selection.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { binsOf } from './bins.ts';
import { runFields } from '../tally.ts';
import { turns } from '../turns.ts';
import { ByteCache } from './byte-cache.ts';
import { columnsOf, NO_WORD, type Need, type Sources } from './columns.ts';
import type { Data } from './data.ts';
import { NO_CLASS, unrecorded } from './epochs.ts';
import { facetsOf, type Facet } from './facets.ts';
import { filtersOf, mapFields, needsOf } from './filter.ts';
import { countOf, passing, type Mask } from './mask.ts';
import { nameKeys } from './file-names.ts';
import { bySample, numberKeys, orderBy, placeKeys } from './order.ts';

/** For columns, orders and masks together; an epoch of ImageNet takes 14 MB. */
const CACHE_BYTES = 320 * 2 ** 20;
/** For what queries find, which is often new and seldom asked for again: it must not push out what that is made of. */
const FOUND_BYTES = 64 * 2 ** 20;
const SPARK_LEVELS = 256;
/** Of the name of an order: 96 bits. */
const ORDER_LETTERS = 16;
const MOST_SPARK_EPOCHS = 16;

export type SampleWindow = {
  samples: Uint32Array;
  labels: Uint16Array;
  facts: Uint8Array;
  predicted: Uint16Array;
  loss: Float32Array;
  confidence: Float32Array;
  timesHidden: Uint16Array;
};
export type DataMap = { all: Uint32Array; found: Uint32Array; right: Float32Array };
export type Overlap = { both: number; onlyA: number; onlyB: number; neither: number };
export type Sparks = { epochs: Uint32Array; levels: Uint8Array };

/** The samples that a query finds, in its order, and a name that no other order has. */
type Found = { samples: Uint32Array; mask: Mask; order: string };

export function browsing(sources: Sources) {
  const cache = new ByteCache(CACHE_BYTES);
  const results = new ByteCache(FOUND_BYTES);
  const columns = columnsOf(sources, cache);
  const filters = filtersOf(sources, columns, cache);
  /** The moment that was asked for last. */
  let cursor: Moment | null = null;
  const facets = facetsOf(columns, filters, sources.words, cache);

  function keysOf(data: Data, by: SortField, moment: Moment | null): Uint32Array {
    if (isClassField(by)) return placeKeys(columns.classes(data, by, moment), NO_CLASS);
    if (by === 'file') return nameKeys(data.record, sources.sourceIndex(data.id));
    if (by === 'tag') return placeKeys(columns.tagCounts(data), 0);
    if (isWordField(by)) return placeKeys(columns.words(data, by, moment), NO_WORD);
    return numberKeys(columns.numbers(data, by, moment));
  }

  const orderKey = (data: Data, { by, descending }: Sort, moment: Moment | null): string =>
    `order ${by} ${descending} ${columns.stampFor(data, by, moment)}`;

  /** Few samples are sorted by themselves, unless the order of all is known already. */
  function sorted(data: Data, sort: Sort, moment: Moment | null, mask: Mask): Uint32Array {
    const key = orderKey(data, sort, moment);
    const keys = () => keysOf(data, sort.by, moment);
    const count = countOf(mask);
    if (count < data.samples / 2 && !cache.has(key)) {
      return orderBy(keys(), sort.descending, { mask, count });
    }
    const order = cache.get(key, () =>
      sort.by === 'sample'
        ? bySample(data.samples, sort.descending)
        : orderBy(keys(), sort.descending, null),
    );
    return count === data.samples ? order : passing(order, mask, count);
  }

  /** @throws dataset-version-missing, run-missing, moment-elsewhere, epoch-missing */
  function found({ dataset, moment, filter, sort }: Query): Found & { data: Data } {
    const data = columns.data(dataset);
    if (moment !== null) columns.stampOf(data, moment);
    const key = `found ${orderKey(data, sort, moment)} ${filters.keyOf(data, filter, moment)}`;
    const result = results.get(key, (): Found => {
      const mask = filters.maskOf(data, filter, moment);
      const order = createHash('sha256').update(key).digest('base64url').slice(0, ORDER_LETTERS);
      return { mask, samples: sorted(data, sort, moment, mask), order };
    });
    return { ...result, data };
  }

  /** What has to be counted of a query's runs is counted while others pass. */
  async function ready(query: Query, ...more: Need[]): Promise<void> {
    const { dataset, moment, filter, sort } = query;
    const needs = [...needsOf(filter, moment), { field: sort.by, moment }, ...more];
    await columns.ready(columns.data(dataset), needs);
  }

  /**
   * The epoch of the time cursor, those that it goes to next, and what is kept of the run over its
   * epochs are read when there is time.
   */
  function prepareBeside(data: Data, moment: Moment | null): void {
    if (moment === null) return;
    const { run, epoch } = moment;
    if (cursor?.run === run && cursor.epoch === epoch) return;
    const step = cursor?.run === run && epoch < cursor.epoch ? -1 : 1;
    cursor = moment;
    const beside = [epoch, epoch + step, epoch + 2 * step, epoch - step]
      .filter((other) => other >= 0 && other < columns.recordedEpochs(run))
      .map((other) => ({ run, epoch: other }));
    const counted = runFields.filter((field) => sources.hasRunColumn(run, field));
    columns.prepare(data, beside, [
      ...counted.map((field) => () => void columns.numbers(data, field, moment)),
      ...mapNames
        .filter((map) => mapFields[map].every((field) => counted.includes(field)))
        .map((map) => () => void filters.placesOn(data, map, moment)),
    ]);
  }

  function requireSample(data: Data, sample: number): void {
    if (sample < data.samples) return;
    throw new MikkeError('sample-missing', { dataset: data.id, sample, samples: data.samples });
  }

  /** The losses of the training samples at an epoch as levels of the logarithmic axis. */
  async function levelsOf(
    data: Data,
    moment: Moment,
    pause: () => Promise<void>,
  ): Promise<Uint8Array> {
    const key = `levels ${columns.stampOf(data, moment)}`;
    const kept = cache.peek<Uint8Array>(key);
    if (kept !== null) return kept;
    const loss = await columns.loss(moment, pause);
    return cache.set(key, binsOf(loss, lossAxis, SPARK_LEVELS));
  }

  return {
    async find(query: Query): Promise<{ count: number; total: number; order: string }> {
      await ready(query);
      const { samples, data, order } = found(query);
      prepareBeside(data, query.moment);
      return { count: samples.length, total: data.samples, order };
    },

    async window(
      query: Query,
      start: number,
      end: number,
      shown: Moment | null,
    ): Promise<SampleWindow> {
      const moment = shown ?? query.moment;
      await ready(query, { field: 'timesHidden', moment });
      const { samples: all, data } = found(query);
      const samples = all.slice(start, Math.max(start, end));
      const marks = columns.marks(data);
      const labels = Uint16Array.from(samples, (sample) => data.labels[sample]);
      const own =
        moment === null ? unrecorded(samples.length) : columns.epochOf(data, moment, samples);
      const timesHidden = new Uint16Array(samples.length);
      samples.forEach((sample, i) => (own.facts[i] |= marks[sample]));
      if (moment !== null) {
        const times = columns.numbers(data, 'timesHidden', moment);
        samples.forEach((sample, i) => (timesHidden[i] = times[sample]));
        prepareBeside(data, moment);
      }
      return { samples, labels, ...own, timesHidden };
    },

    async place(query: Query, sample: number): Promise<number | null> {
      await ready(query);
      const { samples, mask, data } = found(query);
      requireSample(data, sample);
      return mask[sample] === 1 ? samples.indexOf(sample) : null;
    },

    async facets(query: Query, fields: readonly string[]): Promise<Facet[]> {
      await ready(query, ...fields.map((field) => ({ field, moment: query.moment })));
      const data = columns.data(query.dataset);
      return fields.map((field) => facets.facet(data, query, field));
    },

    async confusion(query: Query): Promise<{ classes: number; counts: Uint32Array }> {
      await ready(query);
      const { samples, data } = found(query);
      const classes = data.record.classNames.length;
      const counts = new Uint32Array(classes * classes);
      const predicted = columns.classes(data, 'predicted', query.moment);
      for (let i = 0; i < samples.length; i++) {
        const sample = samples[i];
        if (predicted[sample] !== NO_CLASS) {
          counts[data.labels[sample] * classes + predicted[sample]]++;
        }
      }
      return { classes, counts };
    },

    async map(query: Query, map: MapName, width: number, height: number): Promise<DataMap> {
      const { moment } = query;
      await ready(query, ...mapFields[map].map((field) => ({ field, moment })));
      const { mask, data } = found(query);
      const { xs, ys } = filters.placesOn(data, map, query.moment);
      const all = new Uint32Array(width * height);
      const foundCounts = new Uint32Array(width * height);
      const rightCounts = new Uint32Array(width * height);
      const facts = query.moment === null ? null : columns.epoch(data, query.moment).facts;
      for (let i = 0; i < data.record.trainCount; i++) {
        const x = Math.min(width - 1, Math.floor(xs[i] * width));
        const y = Math.min(height - 1, Math.floor(ys[i] * height));
        const cell = y * width + x;
        // What has no place has none of the cells.
        if (!(cell >= 0)) continue;
        all[cell]++;
        foundCounts[cell] += mask[i];
        if (facts !== null && (facts[i] & WRONG) === 0) rightCounts[cell]++;
      }
      const right = Float32Array.from(all, (count, cell) => rightCounts[cell] / count);
      return { all, found: foundCounts, right };
    },

    /** Of every training sample at a recorded epoch; not to be changed. */
    losses(run: number, epoch: number): Float32Array {
      const data = columns.data(sources.run(run).dataset);
      return columns.epoch(data, { run, epoch }).loss.subarray(0, data.record.trainCount);
    },

    /** The same, read anew and in steps, none of it kept. @throws epoch-missing */
    readLosses: columns.loss,

    overlap(a: Moment, b: Moment): Overlap {
      const data = columns.data(sources.run(a.run).dataset);
      const [ofA, ofB] = [a, b].map((moment) => columns.epoch(data, moment).facts);
      const counts = new Uint32Array(4);
      for (let i = 0; i < data.record.trainCount; i++) {
        counts[(ofA[i] & HIDDEN) | ((ofB[i] & HIDDEN) << 1)]++;
      }
      const [neither, onlyA, onlyB, both] = counts;
      return { both, onlyA, onlyB, neither };
    },

    /** Levels stand epoch by epoch of each sample; those of a test sample are 0. */
    async sparks(run: number, samples: Uint32Array): Promise<Sparks> {
      const data = columns.data(sources.run(run).dataset);
      for (const sample of samples) requireSample(data, sample);
      const epochs = sparkEpochs(columns.recordedEpochs(run));
      const pause = turns();
      const levels = new Uint8Array(samples.length * epochs.length);
      for (const [e, epoch] of epochs.entries()) {
        const own = await levelsOf(data, { run, epoch }, pause);
        for (let i = 0; i < samples.length; i++) {
          if (samples[i] < own.length) levels[i * epochs.length + e] = own[samples[i]];
        }
      }
      return { epochs, levels };
    },

    /** The sample numbers of a selection, in the query's order. @throws selection-outdated */
    async selected({ query, order: chosenIn, ranges }: Selection): Promise<Uint32Array> {
      await ready(query);
      const { samples, order } = found(query);
      if (chosenIn !== undefined && chosenIn !== order) {
        throw new MikkeError('selection-outdated', {});
      }
      if (ranges === null) return samples.slice();
      const parts = ranges.map(([from, to]) => samples.subarray(from, to + 1));
      const result = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        result.set(part, at);
        at += part.length;
      }
      return result;
    },

    tagBits: columns.tagBits,
    /** Epochs of a run were taken back. */
    forget: columns.forget,
    /** Ends what is done when there is time. */
    stop: columns.stop,
  };
}

/**
 * Epochs, evenly spread from the first one on, and the last one. As more are recorded most of them
 * stay, so that their levels do.
 */
function sparkEpochs(recorded: number): Uint32Array {
  const last = recorded - 1;
  let step = 1;
  while (Math.ceil(last / step) + 1 > MOST_SPARK_EPOCHS) step *= 2;
  const epochs: number[] = [];
  for (let epoch = 0; epoch < last; epoch += step) epochs.push(epoch);
  if (last >= 0) epochs.push(last);
  return Uint32Array.from(epochs);
}
