/** The values of all samples of a data-set version by field: training samples first, then test samples. */
import { createHash } from 'node:crypto';
import { EXCLUDED, TAGGED, UNRECORDED, outcomeOf, stateOf } from '../../core/query/facts.ts';
import {
  epochNumbers,
  isClassField,
  isRunNumber,
  scoreNameOf,
  wordValues,
  type ClassField,
  type NumberField,
  type WordField,
} from '../../core/query/field.ts';
import type { Moment } from '../../core/query/query.ts';
import { bitsetBytes, uniteBits, unpackFlags } from '../../core/ledger/bits.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { EXCLUDE } from '../../core/record/tags.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import type { RunRecord } from '../../core/record/run.ts';
import type { Connections } from '../connections.ts';
import type { EpochColumnStore, Extent } from '../stores/epoch-columns.ts';
import { epochStore } from '../stores/epochs.ts';
import type { SampleWords } from '../stores/sample-words.ts';
import { NEVER_HIDDEN, type RunColumn, type RunField } from '../tally.ts';
import type { ByteCache } from './byte-cache.ts';
import type { Data } from './data.ts';
import { NO_CLASS, epochReader } from './epochs.ts';

/** What the columns are read from. */
export type Sources = {
  connections: Connections;
  dataset(id: number): DatasetRecord & { id: number };
  labels(id: number): Uint16Array;
  sourceIndex(id: number): Uint32Array;
  run(id: number): RunRecord;
  extentOf(run: number): Extent;
  epochColumns: EpochColumnStore;
  hasRunColumn(run: number, field: RunField): boolean;
  countRun(run: number): Promise<void>;
  runColumn<Field extends RunField>(run: number, field: Field): RunColumn<Field>;
  words: SampleWords;
};

/** A field whose values a query needs. */
export type Need = { field: string; moment: Moment | null };

/** The place among its words of what has none. */
export const NO_WORD = 0xff;

const wordOf = { state: stateOf, outcome: outcomeOf };

export type Columns = ReturnType<typeof columnsOf>;

export function columnsOf(sources: Sources, cache: ByteCache) {
  const { connections, words: said } = sources;
  const { read } = connections;
  const epochs = epochStore(connections);
  const known = new Map<number, Data>();
  /** How often epochs of a run were taken back here. */
  const takenBack = new Map<number, number>();

  /** @throws dataset-version-missing */
  function data(id: number): Data {
    const before = known.get(id);
    if (before !== undefined) return before;
    const record = sources.dataset(id);
    const samples = record.trainCount + record.testCount;
    const added = { id, record, samples, labels: sources.labels(id) };
    known.set(id, added);
    return added;
  }

  /**
   * Names the recorded epochs of a run as they are now; it differs once one more is recorded, or
   * some were taken back.
   */
  function stampOfRun(run: number): string {
    const marks = epochs.marks(run);
    const sum = marks.reduce((total, mark) => total + mark, 0);
    return `${run}:${marks.length}@${sum}/${takenBack.get(run) ?? 0}`;
  }

  /** Names a recorded epoch of a run of the data set. @throws run-missing, moment-elsewhere, epoch-missing */
  function stampOf({ id }: Data, { run, epoch }: Moment): string {
    const dataset = read('SELECT dataset FROM runs WHERE id = ?').pluck().get(run);
    if (dataset !== id) {
      const own = sources.run(run).dataset;
      throw new MikkeError('moment-elsewhere', { run, dataset: id, own });
    }
    const mark = epochs.mark(run, epoch);
    if (mark === null) {
      throw new MikkeError('epoch-missing', { run, epoch, epochs: epochs.count(run) });
    }
    return `${run}.${epoch}@${mark}/${takenBack.get(run) ?? 0}`;
  }

  const { epoch, epochOf, states, prepare, stop } = epochReader(sources, stampOf, cache);

  const nothing = (data: Data): Float32Array =>
    cache.get(`nothing ${data.id}`, () => new Float32Array(data.samples).fill(NaN));

  /** By its values, which the marks that people set beside them leave as they are. */
  function stampOfScore({ id }: Data, field: string): string {
    return cache.get(`stamp ${field} ${id} v${said.version(id)}`, () => {
      const values = said.score(id, scoreNameOf(field) ?? '') ?? new Float32Array(0);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return createHash('sha256').update(bytes).digest('base64url');
    });
  }

  /** What names the values of a field, besides the field: of when they are. */
  function stampFor(data: Data, field: string, moment: Moment | null): string {
    const isOf = dependenceOf(field);
    if (isOf === 'sample') return `${data.id}`;
    if (isOf === 'words') return `${data.id} v${said.version(data.id)}`;
    if (isOf === 'score') return `${data.id} ${stampOfScore(data, field)}`;
    if (moment === null) return `${data.id} none`;
    const stamp = stampOf(data, moment);
    return `${data.id} ${isOf === 'run' ? stampOfRun(moment.run) : stamp}`;
  }

  /** NaN for no value. */
  function numbers(data: Data, field: NumberField, moment: Moment | null): Float32Array {
    if (field === 'sample') {
      return cache.get(`sample ${data.id}`, () => {
        const numbers = new Float32Array(data.samples);
        for (let i = 0; i < numbers.length; i++) numbers[i] = i;
        return numbers;
      });
    }
    if (field === 'loss' || field === 'confidence') {
      return moment === null ? nothing(data) : epoch(data, moment)[field];
    }
    if (!isRunNumber(field)) {
      const name = scoreNameOf(field) ?? '';
      const key = `score ${name} ${stampFor(data, field, null)}`;
      return cache.get(key, () => said.score(data.id, name) ?? nothing(data));
    }
    if (moment === null) return nothing(data);
    return cache.get(`run ${field} ${stampFor(data, field, moment)}`, () => {
      const column = sources.runColumn(moment.run, field);
      const numbers = new Float32Array(data.samples).fill(NaN, column.length);
      numbers.set(column);
      if (field === 'firstHidden' || field === 'lastHidden') {
        for (let i = 0; i < column.length; i++) if (column[i] === NEVER_HIDDEN) numbers[i] = NaN;
      }
      return numbers;
    });
  }

  /** One bit a sample, not to be changed; null for a tag that is on none. */
  const tagBits = (dataset: number, tag: string): Uint8Array | null =>
    cache.get(`tag ${dataset} v${said.version(dataset)} ${tag}`, () => said.tagBits(dataset, tag));

  /** One byte a sample: 1 for those that have one of the tags at least. */
  function taggedWith({ id, samples }: Data, tags: readonly string[]): Uint8Array {
    const tagged = new Uint8Array(bitsetBytes(samples));
    for (const tag of tags) {
      const bits = tagBits(id, tag);
      if (bits !== null) uniteBits(tagged, bits);
    }
    return unpackFlags(tagged, samples);
  }

  return {
    data,
    epoch,
    epochOf,
    numbers,
    tagBits,
    taggedWith,
    stampFor,
    stampOf,
    prepare,
    stop,
    recordedEpochs: epochs.count,

    /** The losses of the training samples, read in steps. @throws epoch-missing, Damage */
    async loss({ run, epoch }: Moment, pause: () => Promise<void>): Promise<Float32Array> {
      const extent = sources.extentOf(run);
      const loss = new Float32Array(extent.samples);
      try {
        for (const _ of sources.epochColumns.reading(extent, epoch, { loss })) await pause();
      } catch (error) {
        if (epochs.has(run, epoch)) throw error;
        throw new MikkeError('epoch-missing', { run, epoch, epochs: epochs.count(run) }, error);
      }
      return loss;
    },

    /** Epochs of a run were taken back: others may come in their places. */
    forget(run: number): void {
      takenBack.set(run, (takenBack.get(run) ?? 0) + 1);
    },

    /**
     * Counts, while others pass, what is asked for over all epochs of runs and not kept with them;
     * `numbers` then has it at once. @throws what stampOf throws
     */
    async ready(data: Data, needs: Iterable<Need>): Promise<void> {
      for (const { field, moment } of needs) {
        if (moment === null) continue;
        stampOf(data, moment);
        if (!isRunNumber(field) || sources.hasRunColumn(moment.run, field)) continue;
        await sources.countRun(moment.run);
        numbers(data, field, moment);
      }
    },

    /** NO_CLASS for no value. */
    classes(data: Data, field: ClassField, moment: Moment | null): Uint16Array {
      if (field === 'class') return data.labels;
      if (moment !== null) return epoch(data, moment).predicted;
      return cache.get(`no class ${data.id}`, () => new Uint16Array(data.samples).fill(NO_CLASS));
    },

    /** The place among `wordValues`; NO_WORD for no value. */
    words(data: Data, field: WordField, moment: Moment | null): Uint8Array {
      return cache.get(`words ${field} ${stampFor(data, field, moment)}`, () => {
        const places = new Uint8Array(data.samples);
        if (field === 'split') return places.fill(1, data.record.trainCount);
        if (moment === null) return places.fill(NO_WORD);
        const values: readonly string[] = wordValues[field];
        const table = Uint8Array.from({ length: 256 }, (_, facts) =>
          facts & UNRECORDED ? NO_WORD : values.indexOf(wordOf[field](facts)),
        );
        const facts = field === 'state' ? states(data, moment) : epoch(data, moment).facts;
        for (let i = 0; i < places.length; i++) places[i] = table[facts[i]];
        return places;
      });
    },

    /** How many tags each sample has. */
    tagCounts({ id, samples }: Data): Uint16Array {
      const counts = new Uint16Array(samples);
      for (const tag of said.tags(id)) {
        const bits = tagBits(id, tag);
        if (bits === null) continue;
        for (let i = 0; i < samples; i++) counts[i] += (bits[i >>> 3] >>> (i & 7)) & 1;
      }
      return counts;
    },

    /** EXCLUDED and TAGGED of each sample. */
    marks(data: Data): Uint8Array {
      const { id, samples } = data;
      return cache.get(`marks ${id} v${said.version(id)}`, () => {
        const others = said.tags(id).filter((tag) => tag !== EXCLUDE);
        const marks = taggedWith(data, others);
        const excluded = taggedWith(data, [EXCLUDE]);
        for (let i = 0; i < samples; i++) marks[i] = (marks[i] * TAGGED) | (excluded[i] * EXCLUDED);
        for (const sample of said.notes(id).keys()) marks[sample] |= TAGGED;
        return marks;
      });
    },
  };
}

/** What a field's values are of. */
function dependenceOf(field: string): 'sample' | 'words' | 'score' | 'epoch' | 'run' {
  if (['sample', 'class', 'split', 'samples', 'file'].includes(field)) return 'sample';
  if (field === 'tag' || field === 'note') return 'words';
  if (scoreNameOf(field) !== null) return 'score';
  const isOfEpoch =
    epochNumbers.includes(field) || isClassField(field) || field === 'state' || field === 'outcome';
  return isOfEpoch ? 'epoch' : 'run';
}
