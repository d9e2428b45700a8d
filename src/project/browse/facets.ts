/** How samples spread over the values of fields. */
import {
  fractionAxis,
  lossAxis,
  marginAxis,
  variabilityAxis,
  type Axis,
} from '../../core/query/axis.ts';
import {
  isClassField,
  isWhole,
  isWordField,
  numberFieldSchema,
  wordValues,
  type NumberField,
} from '../../core/query/field.ts';
import type { Filter, Query } from '../../core/query/query.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { countBits, countCommonBits, packFlags } from '../../core/ledger/bits.ts';
import type { SampleWords } from '../stores/sample-words.ts';
import { binsOf, countBins, NO_BIN } from './bins.ts';
import type { ByteCache } from './byte-cache.ts';
import type { Columns } from './columns.ts';
import type { Data } from './data.ts';
import { isCondition, momentOf, type Filters } from './filter.ts';
import type { Mask } from './mask.ts';

type ValueFacet = {
  kind: 'values';
  field: string;
  values: string[];
  passing: Uint32Array;
  all: Uint32Array;
};
export type Facet =
  | ValueFacet
  | ({
      kind: 'numbers';
      field: string;
      passing: Uint32Array;
      all: Uint32Array;
      missing: number;
    } & Axis);

const BINS = 48;

const axes: Partial<Record<string, Axis>> = {
  ...{ loss: lossAxis, meanLoss: lossAxis, lastLoss: lossAxis },
  ...{ confidence: fractionAxis, labelProbability: fractionAxis },
  ...{ variability: variabilityAxis, margin: marginAxis },
};

export function facetsOf(columns: Columns, filters: Filters, said: SampleWords, cache: ByteCache) {
  /** The query's filter without its own conditions on the field, so that one sees what a change would give. */
  function others({ filter, moment }: Query, field: string): Filter {
    const isOn = (part: Filter): boolean => {
      if ('not' in part) return isOn(part.not);
      if (!isCondition(part) || part.field !== field) return false;
      const at = momentOf(part, moment);
      return at?.run === moment?.run && at?.epoch === moment?.epoch;
    };
    const parts = 'all' in filter ? filter.all : [filter];
    return { all: parts.filter((part) => !isOn(part)) };
  }

  function valueFacet(
    field: string,
    values: string[],
    places: Uint8Array | Uint16Array,
    mask: Mask,
    key: string,
  ): ValueFacet {
    const all = cache.get(`counts ${key}`, () => countBins(places, null, values.length));
    const passing = countBins(places, mask, values.length);
    return { kind: 'values', field, values, passing, all: all.slice() };
  }

  function tagFacet(data: Data, mask: Mask): Facet {
    const values = said.tags(data.id);
    const found = packFlags(mask);
    const bits = values.map((tag) => columns.tagBits(data.id, tag) ?? new Uint8Array(found.length));
    return {
      ...{ kind: 'values', field: 'tag', values },
      passing: Uint32Array.from(bits, (tagged) => countCommonBits(found, tagged)),
      all: Uint32Array.from(bits, countBits),
    };
  }

  function numberFacet(data: Data, field: NumberField, query: Query, mask: Mask): Facet {
    const stamp = `${field} ${columns.stampFor(data, field, query.moment)}`;
    const numbers = columns.numbers(data, field, query.moment);
    const { count, ...axis } = cache.get(`axis ${stamp}`, () => binnedAxis(field, numbers));
    const bins = cache.get(`bins ${stamp}`, () => binsOf(numbers, axis, count));
    const all = cache.get(`counts ${stamp}`, () => countBins(bins, null, NO_BIN + 1));
    return {
      ...{ kind: 'numbers', field, ...axis },
      passing: countBins(bins, mask, count),
      all: all.slice(0, count),
      missing: all[NO_BIN],
    };
  }

  return {
    /** @throws bad-usage for what is no field with facets */
    facet(data: Data, query: Query, field: string): Facet {
      const mask = filters.maskOf(data, others(query, field), query.moment);
      const key = `${field} ${columns.stampFor(data, field, query.moment)}`;
      if (isClassField(field)) {
        const values = data.record.classNames.map((_, number) => String(number));
        const classes = columns.classes(data, field, query.moment);
        return valueFacet(field, values, classes, mask, key);
      }
      if (isWordField(field)) {
        const words = columns.words(data, field, query.moment);
        const facet = valueFacet(field, [...wordValues[field]], words, mask, key);
        return field === 'outcome' ? withForgotten(facet) : facet;
      }
      if (field === 'tag') return tagFacet(data, mask);
      const number = numberFieldSchema.safeParse(field);
      if (number.success) return numberFacet(data, number.data, query, mask);
      throw new MikkeError('bad-usage', { problem: `There is no field "${field}" to count by.` });
    },
  };
}

/** What is forgotten is wrong as well, and found by that. */
function withForgotten(facet: ValueFacet): ValueFacet {
  const [wrong, forgotten] = (['wrong', 'forgotten'] as const).map((word) =>
    facet.values.indexOf(word),
  );
  facet.passing[wrong] += facet.passing[forgotten];
  facet.all[wrong] += facet.all[forgotten];
  return facet;
}

/** The axis of a field, and how many bins it has: of whole numbers each has as many of them. */
function binnedAxis(field: string, numbers: Float32Array): Axis & { count: number } {
  const axis = axes[field] ?? axisOver(numbers);
  if (!isWhole(field)) return { ...axis, count: BINS };
  const { scale, min, max } = axis;
  const wholes = max - min + 1;
  const aBin = Math.ceil(wholes / BINS);
  const count = Math.ceil(wholes / aBin);
  return { scale, min, max: min + count * aBin, count };
}

/** From the least number that occurs to the largest. */
function axisOver(numbers: Float32Array): Axis {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (number < min && number !== -Infinity) min = number;
    if (number > max && number !== Infinity) max = number;
  }
  if (min > max) return fractionAxis;
  return { scale: 'linear', min, max: max === min ? min + 1 : max };
}
