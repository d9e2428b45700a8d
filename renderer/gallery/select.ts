/** Which samples the gallery shows, and in which order. */
import type { Aggregates, EpochColumns } from '../../src/core/record/run.ts';
import { FORGOTTEN, HIDDEN, MOVED_BACK, WRONG } from '../lib/facts.ts';

export const chips = ['hidden', 'movedBack', 'trained', 'right', 'wrong', 'forgotten'] as const;
export type Chip = (typeof chips)[number];

export type Filter = {
  /** Of the three states those that pass, and of the outcomes; none of a kind lets all of it pass. */
  chips: readonly Chip[];
  /** Class numbers that pass; none lets all pass. */
  classes: readonly number[];
  /** Both ends pass. */
  loss: { min: number; max: number } | null;
};
export const everything: Filter = { chips: [], classes: [], loss: null };

export const isEverything = (filter: Filter): boolean =>
  filter.chips.length === 0 && filter.classes.length === 0 && filter.loss === null;

export const sortKeys = ['sample', 'loss', 'confidence', 'timesHidden', 'forgetting'] as const;
export type SortKey = (typeof sortKeys)[number];
export type Sort = { key: SortKey; descending: boolean };

export type Table = {
  /** One byte a sample, as in lib/facts.ts. */
  facts: Uint8Array;
  /** By sample; may go on after the last of `facts`. */
  labels: Uint16Array;
  columns: Pick<EpochColumns, 'loss' | 'confidence'>;
  aggregates: Pick<Aggregates, 'timesHidden' | 'forgetting'>;
};

/** The samples that pass the filter in the order asked for; equal ones by sample, lowest first. */
export function select(table: Table, filter: Filter, sort: Sort): Uint32Array {
  return order(pass(table, filter), table, sort);
}

function passingFacts(chosen: readonly Chip[]): Uint8Array {
  const table = new Uint8Array(16);
  const states = chosen.filter((chip) => ['hidden', 'movedBack', 'trained'].includes(chip));
  const outcomes = chosen.filter((chip) => ['right', 'wrong', 'forgotten'].includes(chip));
  for (let facts = 0; facts < table.length; facts++) {
    const passes = states.length === 0 || states.some((chip) => has(facts, chip));
    const passesOutcome = outcomes.length === 0 || outcomes.some((chip) => has(facts, chip));
    table[facts] = passes && passesOutcome ? 1 : 0;
  }
  return table;
}

function has(facts: number, chip: Chip): boolean {
  switch (chip) {
    case 'hidden':
      return (facts & HIDDEN) !== 0;
    case 'movedBack':
      return (facts & MOVED_BACK) !== 0;
    case 'trained':
      return (facts & (HIDDEN | MOVED_BACK)) === 0;
    case 'right':
      return (facts & WRONG) === 0;
    case 'wrong':
      return (facts & WRONG) !== 0;
    case 'forgotten':
      return (facts & FORGOTTEN) !== 0;
  }
}

function pass({ facts, labels, columns }: Table, filter: Filter): Uint32Array {
  const passing = passingFacts(filter.chips);
  const classes = new Uint8Array(65_536).fill(filter.classes.length === 0 ? 1 : 0);
  for (const number of filter.classes) classes[number] = 1;
  const { min, max } = filter.loss ?? { min: -Infinity, max: Infinity };
  const passed = new Uint32Array(facts.length);
  let count = 0;
  for (let sample = 0; sample < facts.length; sample++) {
    if (passing[facts[sample]] === 0 || classes[labels[sample]] === 0) continue;
    const loss = columns.loss[sample];
    if (loss >= min && loss <= max) passed[count++] = sample;
  }
  return passed.subarray(0, count);
}

function order(samples: Uint32Array, table: Table, { key, descending }: Sort): Uint32Array {
  switch (key) {
    case 'sample':
      return descending ? samples.toReversed() : samples;
    case 'loss':
    case 'confidence':
      return radixSort(samples, floatKeys(samples, table.columns[key]), 32, descending);
    case 'timesHidden':
    case 'forgetting': {
      const values = table.aggregates[key];
      // A loop, as below: what takes a callback takes several times as long.
      const keys = new Uint32Array(samples.length);
      for (let i = 0; i < samples.length; i++) keys[i] = values[samples[i]];
      return radixSort(samples, keys, 16, descending);
    }
  }
}

/** Unsigned integers that sort as the numbers do; -0 and 0 are one. */
function floatKeys(samples: Uint32Array, values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Uint32Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const own = bits[samples[i]];
    const negative = own >>> 31 === 1 && own !== 0x80000000;
    keys[i] = negative ? ~own : own | 0x80000000;
  }
  return keys;
}

/** Few enough that the counts stay in the processor's nearest cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Stable, in passes of a digit each, O(N); what it is given it may overwrite. */
function radixSort(
  samples: Uint32Array,
  keys: Uint32Array,
  keyBits: number,
  descending: boolean,
): Uint32Array {
  const flip = descending ? DIGITS - 1 : 0;
  let [from, fromKeys] = [samples, keys];
  let to: Uint32Array = new Uint32Array(samples.length);
  let toKeys: Uint32Array = new Uint32Array(samples.length);
  const next = new Uint32Array(DIGITS);
  for (let shift = 0; shift < keyBits; shift += DIGIT_BITS) {
    next.fill(0);
    for (let i = 0; i < fromKeys.length; i++) next[((fromKeys[i] >>> shift) % DIGITS) ^ flip]++;
    let before = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = next[digit];
      next[digit] = before;
      before += count;
    }
    for (let i = 0; i < from.length; i++) {
      const place = next[((fromKeys[i] >>> shift) % DIGITS) ^ flip]++;
      to[place] = from[i];
      toKeys[place] = fromKeys[i];
    }
    [from, to] = [to, from];
    [fromKeys, toKeys] = [toKeys, fromKeys];
  }
  return from;
}

/** How many samples each chip stands for. */
export function countChips(facts: Uint8Array): Record<Chip, number> {
  const byFacts = new Uint32Array(16);
  for (const own of facts) byFacts[own]++;
  const count = (chip: Chip) =>
    byFacts.reduce((sum, samples, own) => sum + (has(own, chip) ? samples : 0), 0);
  return Object.fromEntries(chips.map((chip) => [chip, count(chip)])) as Record<Chip, number>;
}
