/** Filters as masks. Each condition's is kept, so that a query that changes one of them needs only that. */
import { conditionsIn } from '../../core/query/edit.ts';
import { wordValues, type WordField } from '../../core/query/field.ts';
import type { Condition, Filter, MapName, Moment } from '../../core/query/query.ts';
import { sharesOf, type Axis } from '../../core/query/axis.ts';
import { mapAxes } from '../../core/query/map.ts';
import { withinArea } from './area.ts';
import type { ByteCache } from './byte-cache.ts';
import type { Columns, Need, Sources } from './columns.ts';
import type { Data } from './data.ts';
import { namesWith } from './file-names.ts';
import { copyOf, intersect, inverted, newMask, unite, type Mask } from './mask.ts';

export const isCondition = (filter: Filter): filter is Condition => 'field' in filter;

/** The moment whose values a condition is about. */
export const momentOf = (condition: Condition, moment: Moment | null): Moment | null =>
  ('at' in condition ? condition.at : undefined) ?? moment;

/** The fields that a data map is drawn of. */
export const mapFields = {
  cartography: ['variability', 'labelProbability'],
  hiding: ['timesHidden', 'meanLoss'],
} as const;

/** The fields whose values a filter needs. */
export function* needsOf(filter: Filter, moment: Moment | null): Generator<Need> {
  for (const condition of conditionsIn(filter)) {
    const fields = condition.field === 'area' ? mapFields[condition.map] : [condition.field];
    for (const field of fields) yield { field, moment: momentOf(condition, moment) };
  }
}

export type Filters = ReturnType<typeof filtersOf>;

export function filtersOf(
  { sourceIndex, words: said }: Pick<Sources, 'sourceIndex' | 'words'>,
  columns: Columns,
  cache: ByteCache,
) {
  /** Names what a filter lets pass: equal texts are equal masks. @throws what `stampOf` throws */
  function keyOf(data: Data, filter: Filter, moment: Moment | null): string {
    const list = (parts: Filter[]) => parts.map((part) => keyOf(data, part, moment)).join();
    if ('all' in filter) return `all(${list(filter.all)})`;
    if ('any' in filter) return `any(${list(filter.any)})`;
    if ('not' in filter) return `not(${keyOf(data, filter.not, moment)})`;
    const { at: _, ...condition } = { at: undefined, ...filter };
    const entries = Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1));
    const stamp = columns.stampFor(data, filter.field, momentOf(filter, moment));
    return `${JSON.stringify(entries)} ${stamp}`;
  }

  /** Where the training samples stand on a map; NaN for the others. */
  function placesOn(data: Data, map: MapName, moment: Moment | null) {
    const key = `places ${map} ${columns.stampFor(data, 'area', moment)}`;
    return cache.get(key, () => {
      const { x, y } = mapAxes[map];
      const [xs, ys] = mapFields[map].map((field) => columns.numbers(data, field, moment));
      const unit = map === 'hiding' && moment !== null ? columns.recordedEpochs(moment.run) : 1;
      return { xs: shares(x, xs, unit), ys: shares(y, ys, 1) };
    });
  }

  function make(data: Data, condition: Condition, moment: Moment | null): Mask {
    const mask = newMask(data.samples);
    if ('min' in condition) {
      const min = condition.min ?? -Infinity;
      const max = condition.max ?? Infinity;
      const numbers = columns.numbers(data, condition.field, moment);
      for (let i = 0; i < mask.length; i++) {
        mask[i] = Number(numbers[i] >= min && numbers[i] <= max);
      }
      return mask;
    }
    switch (condition.field) {
      case 'class':
      case 'predicted': {
        const passes = new Uint8Array(2 ** 16);
        for (const number of condition.in) if (number < passes.length - 1) passes[number] = 1;
        const classes = columns.classes(data, condition.field, moment);
        for (let i = 0; i < mask.length; i++) mask[i] = passes[classes[i]];
        return mask;
      }
      case 'split':
      case 'state':
      case 'outcome': {
        const passes = passingWords(condition.field, condition.in);
        const words = columns.words(data, condition.field, moment);
        for (let i = 0; i < mask.length; i++) mask[i] = passes[words[i]];
        return mask;
      }
      case 'tag':
        mask.set(columns.taggedWith(data, condition.in));
        return mask;
      case 'note': {
        const text = condition.contains.toLowerCase();
        for (const [sample, note] of said.notes(data.id)) {
          if (note.toLowerCase().includes(text)) mask[sample] = 1;
        }
        return mask;
      }
      case 'file':
        return namesWith(data.record, sourceIndex(data.id), condition.contains);
      case 'samples':
        for (const [from, to] of condition.ranges) mask.fill(1, from, to + 1);
        return mask;
      case 'area': {
        const { xs, ys } = placesOn(data, condition.map, moment);
        return withinArea(condition.corners, xs, ys);
      }
    }
  }

  /** It may be kept: whoever changes it changes a copy. */
  function maskOf(data: Data, filter: Filter, moment: Moment | null): Mask {
    if (isCondition(filter)) {
      return cache.get(`mask ${keyOf(data, filter, moment)}`, () =>
        make(data, filter, momentOf(filter, moment)),
      );
    }
    if ('not' in filter) return inverted(maskOf(data, filter.not, moment));
    const parts = 'all' in filter ? filter.all : filter.any;
    const join = 'all' in filter ? intersect : unite;
    if (parts.length === 0) return newMask(data.samples).fill('all' in filter ? 1 : 0);
    const mask = copyOf(maskOf(data, parts[0], moment));
    for (const part of parts.slice(1)) join(mask, maskOf(data, part, moment));
    return mask;
  }

  return { keyOf, maskOf, placesOn };
}

/** By place among the words: 1 for those that pass. */
function passingWords(field: WordField, chosen: readonly string[]): Uint8Array {
  const values: readonly string[] = wordValues[field];
  const passes = new Uint8Array(256);
  values.forEach((value, place) => {
    // What is forgotten is wrong as well.
    const isChosen = chosen.includes(value) || (value === 'forgotten' && chosen.includes('wrong'));
    passes[place] = Number(isChosen);
  });
  return passes;
}

function shares(axis: Axis, values: Float32Array, unit: number): Float32Array {
  const share = sharesOf(axis);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = share(values[i] / unit);
  return result;
}
