/** The values of all samples of a data-set version by field: training samples first, then test samples. */
import {
  EXCLUDED,
  FORGOTTEN,
  HIDDEN,
  MOVED_BACK,
  TAGGED,
  UNRECORDED,
  WRONG,
} from '../../core/query/facts.ts';
import {
  classFields,
  epochNumbers,
  scoreNameOf,
  wordValues,
  type ClassField,
  type NumberField,
  type WordField,
} from '../../core/query/field.ts';
import type { Moment } from '../../core/query/query.ts';
import { hasBit, unpackFlags } from '../../core/ledger/bits.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { EXCLUDE } from '../../core/record/tags.ts';
import type { DatasetRecord } from '../../core/record/dataset.ts';
import type { EpochColumns, RunRecord } from '../../core/record/run.ts';
import type { Connections } from '../connections.ts';
import type { EpochColumnStore, Extent } from '../stores/epoch-columns.ts';
import type { SampleWords } from '../stores/sample-words.ts';
import { NEVER_HIDDEN, type RunColumn, type RunField } from '../tally.ts';
import type { ByteCache } from './byte-cache.ts';

/** What the columns are read from. */
export type Sources = {
  connections: Connections;
  dataset(id: number): DatasetRecord & { id: number };
  datasets(): { id: number }[];
  labels(id: number): Uint16Array;
  sourceIndex(id: number): Uint32Array;
  run(id: number): RunRecord;
  extentOf(run: number): Extent;
  epochColumns: EpochColumnStore;
  runColumn<Field extends RunField>(run: number, field: Field): RunColumn<Field>;
  words: SampleWords;
};

/** A data-set version, which never changes. */
export type Data = {
  id: number;
  record: DatasetRecord;
  /** Of both splits. */
  samples: number;
  labels: Uint16Array;
};

/** One epoch of a run, a value of each sample; those of test samples say that there is none. */
export type EpochFacts = {
  loss: Float32Array;
  confidence: Float32Array;
  predicted: Uint16Array;
  /** Bits of core/query/facts.ts. */
  facts: Uint8Array;
};

/** The class of what has none. */
export const NO_CLASS = 0xffff;
/** The place among its words of what has none. */
export const NO_WORD = 0xff;

const wordOf: Record<Exclude<WordField, 'split'>, (facts: number) => string> = {
  state: (facts) => (facts & HIDDEN ? 'hidden' : facts & MOVED_BACK ? 'movedBack' : 'trained'),
  outcome: (facts) => (facts & FORGOTTEN ? 'forgotten' : facts & WRONG ? 'wrong' : 'right'),
};

export type Columns = ReturnType<typeof columnsOf>;

export function columnsOf(sources: Sources, cache: ByteCache) {
  const { connections, words: said } = sources;
  const { read } = connections;
  const known = new Map<number, Data>();

  /** @throws dataset-version-missing */
  function data(id: number): Data {
    const before = known.get(id);
    if (before !== undefined) return before;
    const ids = sources.datasets().map((dataset) => dataset.id);
    if (!ids.includes(id)) {
      throw new MikkeError('dataset-version-missing', { dataset: id, known: ids });
    }
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
    const { epochs, seconds } = read(
      `SELECT count(*) AS epochs, total(train_seconds + refresh_seconds + evaluate_seconds) AS seconds
       FROM epochs WHERE run = ?`,
    ).get(run) as { epochs: number; seconds: number };
    return `${run}:${epochs}@${seconds}`;
  }

  /** Names a recorded epoch of a run of the data set. @throws run-missing, moment-elsewhere, epoch-missing */
  function stampOf({ id }: Data, { run, epoch }: Moment): string {
    const dataset = read('SELECT dataset FROM runs WHERE id = ?').pluck().get(run);
    if (dataset !== id) {
      throw new MikkeError('moment-elsewhere', {
        ...{ run, dataset: id, own: sources.run(run).dataset },
      });
    }
    const seconds = read(
      'SELECT train_seconds + refresh_seconds + evaluate_seconds FROM epochs WHERE run = ? AND epoch = ?',
    )
      .pluck()
      .get(run, epoch) as number | undefined;
    if (seconds === undefined) {
      const epochs = read('SELECT count(*) FROM epochs WHERE run = ?').pluck().get(run) as number;
      throw new MikkeError('epoch-missing', { run, epoch, epochs });
    }
    return `${run}.${epoch}@${seconds}`;
  }

  function recorded({ run, epoch }: Moment): EpochColumns {
    const extent = sources.extentOf(run);
    return sources.epochColumns.columns(extent, epoch);
  }

  function epoch(data: Data, moment: Moment): EpochFacts {
    return cache.get(`epoch ${stampOf(data, moment)}`, () => {
      const { trainCount } = data.record;
      const columns = recorded(moment);
      const before = moment.epoch === 0 ? null : recorded({ ...moment, epoch: moment.epoch - 1 });
      const loss = new Float32Array(data.samples).fill(NaN, trainCount);
      loss.set(columns.loss);
      const confidence = new Float32Array(data.samples).fill(NaN, trainCount);
      confidence.set(columns.confidence);
      const predicted = new Uint16Array(data.samples).fill(NO_CLASS, trainCount);
      predicted.set(columns.predicted);
      const facts = new Uint8Array(data.samples).fill(UNRECORDED, trainCount);
      for (let i = 0; i < trainCount; i++) {
        const wrong = !hasBit(columns.correct, i);
        facts[i] =
          (hasBit(columns.hidden, i) ? HIDDEN : 0) |
          (hasBit(columns.movedBack, i) ? MOVED_BACK : 0) |
          (wrong ? WRONG : 0) |
          (wrong && before !== null && hasBit(before.correct, i) ? FORGOTTEN : 0);
      }
      return { loss, confidence, predicted, facts };
    });
  }

  const nothing = (data: Data): Float32Array =>
    cache.get(`nothing ${data.id}`, () => new Float32Array(data.samples).fill(NaN));

  /** What names the values of a field, besides the field: of when they are. */
  function stampFor(data: Data, field: string, moment: Moment | null): string {
    const isOf = dependenceOf(field);
    if (isOf === 'sample') return `${data.id}`;
    if (isOf === 'words') return `${data.id} v${said.version(data.id)}`;
    if (moment === null) return `${data.id} none`;
    const stamp = stampOf(data, moment);
    return `${data.id} ${isOf === 'run' ? stampOfRun(moment.run) : stamp}`;
  }

  return {
    data,
    epoch,
    stampFor,
    stampOf,

    recordedEpochs: (run: number): number =>
      read('SELECT count(*) FROM epochs WHERE run = ?').pluck().get(run) as number,

    /** NaN for no value. */
    numbers(data: Data, field: NumberField, moment: Moment | null): Float32Array {
      const score = scoreNameOf(field);
      if (score !== null) {
        return cache.get(
          `score ${score} ${stampFor(data, field, null)}`,
          () => said.score(data.id, score) ?? nothing(data),
        );
      }
      if (field === 'sample') {
        return cache.get(`sample ${data.id}`, () => {
          const numbers = new Float32Array(data.samples);
          for (let i = 0; i < numbers.length; i++) numbers[i] = i;
          return numbers;
        });
      }
      if (moment === null) return nothing(data);
      if (field === 'loss' || field === 'confidence') return epoch(data, moment)[field];
      return cache.get(`run ${field} ${stampFor(data, field, moment)}`, () => {
        const column = sources.runColumn(moment.run, field as RunField);
        const numbers = new Float32Array(data.samples).fill(NaN, column.length);
        numbers.set(column);
        if (field === 'firstHidden' || field === 'lastHidden') {
          for (let i = 0; i < column.length; i++) if (column[i] === NEVER_HIDDEN) numbers[i] = NaN;
        }
        return numbers;
      });
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
        const { facts } = epoch(data, moment);
        for (let i = 0; i < places.length; i++) places[i] = table[facts[i]];
        return places;
      });
    },

    /** EXCLUDED and TAGGED of each sample. */
    marks(data: Data): Uint8Array {
      const { id, samples } = data;
      return cache.get(`marks ${id} v${said.version(id)}`, () => {
        const marks = new Uint8Array(samples);
        for (const tag of said.tags(id)) {
          const bits = said.tagBits(id, tag);
          if (bits === null) continue;
          const flags = unpackFlags(bits, samples);
          const fact = tag === EXCLUDE ? EXCLUDED : TAGGED;
          for (let i = 0; i < samples; i++) if (flags[i] === 1) marks[i] |= fact;
        }
        for (const sample of said.notes(id).keys()) marks[sample] |= TAGGED;
        return marks;
      });
    },
  };
}

/** What a field's values are of. */
function dependenceOf(field: string): 'sample' | 'words' | 'epoch' | 'run' {
  if (['sample', 'class', 'split', 'samples', 'file'].includes(field)) return 'sample';
  if (field === 'tag' || field === 'note' || scoreNameOf(field) !== null) return 'words';
  const ofEpoch = [...epochNumbers, ...classFields, 'state', 'outcome'];
  return ofEpoch.includes(field) ? 'epoch' : 'run';
}
