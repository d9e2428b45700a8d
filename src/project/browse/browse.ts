/**
 * Finds samples by queries, and says of them what is shown. Everything that was worked out is kept
 * while there is room, under keys that name what it was made of: what a run has recorded since
 * then, or what was tagged, has other keys.
 */
import { HIDDEN, UNRECORDED, WRONG } from '../../core/query/facts.ts';
import { lossAxis } from '../../core/query/axis.ts';
import { isClassField, isWordField, type SortField } from '../../core/query/field.ts';
import type { MapName, Moment, Query, Sort } from '../../core/query/query.ts';
import type { Selection } from '../../core/query/selection.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { binsOf } from './bins.ts';
import { ByteCache } from './byte-cache.ts';
import { columnsOf, NO_CLASS, NO_WORD, type Data, type Sources } from './columns.ts';
import { facetsOf, type Facet } from './facets.ts';
import { filtersOf } from './filter.ts';
import { countOf, passing, type Mask } from './mask.ts';
import { numberKeys, orderBy, placeKeys } from './order.ts';

/** For columns, orders, masks and results together; an epoch of ImageNet takes 14 MB. */
const CACHE_BYTES = 320 * 2 ** 20;
const SPARK_LEVELS = 256;
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

/** The samples that a query finds, in its order. */
type Found = { samples: Uint32Array; mask: Mask };

export function browsing(sources: Sources) {
  const cache = new ByteCache(CACHE_BYTES);
  const columns = columnsOf(sources, cache);
  const filters = filtersOf(sources, columns, cache);
  const facets = facetsOf(columns, filters, sources.words, cache);

  function keysOf(data: Data, by: SortField, moment: Moment | null): Uint32Array {
    if (isClassField(by)) return placeKeys(columns.classes(data, by, moment), NO_CLASS);
    if (isWordField(by)) return placeKeys(columns.words(data, by, moment), NO_WORD);
    return numberKeys(columns.numbers(data, by, moment));
  }

  const orderKey = (data: Data, { by, descending }: Sort, moment: Moment | null): string =>
    `order ${by} ${descending} ${columns.stampFor(data, by, moment)}`;

  function orderOf(data: Data, sort: Sort, moment: Moment | null): Uint32Array {
    return cache.get(orderKey(data, sort, moment), () =>
      orderBy(keysOf(data, sort.by, moment), sort.descending),
    );
  }

  /** @throws dataset-version-missing, run-missing, moment-elsewhere, epoch-missing */
  function found({ dataset, moment, filter, sort }: Query): Found & { data: Data } {
    const data = columns.data(dataset);
    if (moment !== null) columns.stampOf(data, moment);
    const key = `found ${orderKey(data, sort, moment)} ${filters.keyOf(data, filter, moment)}`;
    const result = cache.get(key, (): Found => {
      const mask = filters.maskOf(data, filter, moment);
      return { mask, samples: passing(orderOf(data, sort, moment), mask, countOf(mask)) };
    });
    return { ...result, data };
  }

  function requireSample(data: Data, sample: number): void {
    if (sample < data.samples) return;
    throw new MikkeError('sample-missing', { dataset: data.id, sample, samples: data.samples });
  }

  /** Evenly spread epochs that mostly stay the same while more are recorded, and the last one. */
  function sparkEpochs(run: number): Uint32Array {
    const last = columns.recordedEpochs(run) - 1;
    let step = 1;
    while (Math.floor(last / step) + 2 > MOST_SPARK_EPOCHS) step *= 2;
    const epochs: number[] = [];
    for (let epoch = 0; epoch < last; epoch += step) epochs.push(epoch);
    if (last >= 0) epochs.push(last);
    return Uint32Array.from(epochs);
  }

  return {
    find(query: Query): { count: number; total: number } {
      const { samples, data } = found(query);
      return { count: samples.length, total: data.samples };
    },

    window(query: Query, start: number, end: number, shown: Moment | null): SampleWindow {
      const { samples: all, data } = found(query);
      const samples = all.slice(start, Math.max(start, end));
      const moment = shown ?? query.moment;
      const count = samples.length;
      const result = {
        samples,
        labels: new Uint16Array(count),
        facts: new Uint8Array(count).fill(UNRECORDED),
        predicted: new Uint16Array(count).fill(NO_CLASS),
        loss: new Float32Array(count).fill(NaN),
        confidence: new Float32Array(count).fill(NaN),
        timesHidden: new Uint16Array(count),
      };
      const marks = columns.marks(data);
      for (let i = 0; i < count; i++) {
        result.labels[i] = data.labels[samples[i]];
        result.facts[i] |= marks[samples[i]];
      }
      if (moment === null) return result;
      const epoch = columns.epoch(data, moment);
      const timesHidden = columns.numbers(data, 'timesHidden', moment);
      for (let i = 0; i < count; i++) {
        const sample = samples[i];
        result.facts[i] = epoch.facts[sample] | marks[sample];
        result.predicted[i] = epoch.predicted[sample];
        result.loss[i] = epoch.loss[sample];
        result.confidence[i] = epoch.confidence[sample];
        result.timesHidden[i] = timesHidden[sample];
      }
      return result;
    },

    place(query: Query, sample: number): number | null {
      const { samples, mask, data } = found(query);
      requireSample(data, sample);
      return mask[sample] === 1 ? samples.indexOf(sample) : null;
    },

    facets(query: Query, fields: readonly string[]): Facet[] {
      const data = columns.data(query.dataset);
      if (query.moment !== null) columns.stampOf(data, query.moment);
      return fields.map((field) => facets.facet(data, query, field));
    },

    confusion(query: Query): { classes: number; counts: Uint32Array } {
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

    map(query: Query, map: MapName, width: number, height: number): DataMap {
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
    sparks(run: number, samples: Uint32Array): Sparks {
      const data = columns.data(sources.run(run).dataset);
      for (const sample of samples) requireSample(data, sample);
      const epochs = sparkEpochs(run);
      const levels = new Uint8Array(samples.length * epochs.length);
      epochs.forEach((epoch, e) => {
        const moment = { run, epoch };
        const own = cache.get(`levels ${columns.stampOf(data, moment)}`, () =>
          binsOf(columns.epoch(data, moment).loss, lossAxis, SPARK_LEVELS),
        );
        for (let i = 0; i < samples.length; i++) {
          if (samples[i] < data.record.trainCount) levels[i * epochs.length + e] = own[samples[i]];
        }
      });
      return { epochs, levels };
    },

    /** The sample numbers of a selection, in the query's order. */
    selected({ query, ranges }: Selection): Uint32Array {
      const { samples } = found(query);
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
  };
}
