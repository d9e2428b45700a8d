/** The epochs of runs as columns: read when asked for, and those beside them when there is time. */
import { bitsetBytes } from '../../core/ledger/bits.ts';
import { factsOf, UNRECORDED } from '../../core/query/facts.ts';
import type { Moment } from '../../core/query/query.ts';
import { CHUNK } from '../columns/chunk.ts';
import { emptyColumns, type EpochColumnStore, type Extent } from '../stores/epoch-columns.ts';
import type { ByteCache } from './byte-cache.ts';
import type { Data } from './data.ts';

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

/** As many as a screen of samples by number can be in; reading more of them alone is not worth it. */
const FEW_CHUNKS = 4;

type Reading = { key: string; steps: Generator<void, EpochFacts> };

/** @param stampOf names a recorded epoch; throws where it is none */
export function epochReader(
  { extentOf, epochColumns }: { extentOf(run: number): Extent; epochColumns: EpochColumnStore },
  stampOf: (data: Data, moment: Moment) => string,
  cache: ByteCache,
) {
  /** What was begun when there was time. */
  let begun: Reading | null = null;
  let wanted: { data: Data; moment: Moment }[] = [];
  let afterwards: (() => void)[] = [];
  let scheduled: NodeJS.Immediate | null = null;

  const keyOf = (data: Data, moment: Moment) => `epoch ${stampOf(data, moment)}`;

  /** Whom the epoch before found right, as flags or facts; null at epoch 0. */
  function* before(
    data: Data,
    { run, epoch }: Moment,
    extent: Extent,
  ): Generator<void, Uint8Array | null> {
    if (epoch === 0) return null;
    const last = { run, epoch: epoch - 1 };
    const known = cache.peek<EpochFacts>(keyOf(data, last));
    if (known !== null) return rightOf(known.facts);
    const correct = new Uint8Array(bitsetBytes(extent.samples));
    yield* epochColumns.reading(extent, last.epoch, { correct });
    return correct;
  }

  function* read(data: Data, moment: Moment): Generator<void, EpochFacts> {
    const { samples } = data;
    const extent = extentOf(moment.run);
    const into = emptyColumns(extent, samples);
    yield* epochColumns.reading(extent, moment.epoch, into);
    const facts = factsOf(into, yield* before(data, moment, extent), extent.samples, samples);
    const { loss, confidence } = into;
    const predicted =
      into.predicted instanceof Uint16Array ? into.predicted : new Uint16Array(into.predicted);
    loss.fill(NaN, extent.samples);
    confidence.fill(NaN, extent.samples);
    predicted.fill(NO_CLASS, extent.samples);
    return { loss, confidence, predicted, facts };
  }

  function epoch(data: Data, moment: Moment): EpochFacts {
    const key = keyOf(data, moment);
    return cache.get(key, () => {
      const steps = begun?.key === key ? begun.steps : read(data, moment);
      begun = null;
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    });
  }

  /** What one chunk of an epoch says of its samples. */
  function chunkOf(extent: Extent, epoch: number, chunk: number): EpochFacts {
    const { loss, confidence, predicted, ...flags } = epochColumns.chunk(extent, epoch, chunk);
    const last = epoch === 0 ? null : epochColumns.chunk(extent, epoch - 1, chunk).correct;
    const facts = factsOf(flags, last, loss.length);
    return { loss, confidence, predicted: Uint16Array.from(predicted), facts };
  }

  /**
   * What an epoch says of some samples, in their order. Of one that was not read, and of samples that
   * stand together, only their chunks are read.
   */
  function epochOf(data: Data, moment: Moment, samples: Uint32Array): EpochFacts {
    const extent = extentOf(moment.run);
    const isKnown = cache.has(keyOf(data, moment));
    const chunks = isKnown ? null : fewChunks(samples, extent.samples);
    const whole = chunks === null ? epoch(data, moment) : null;
    const parts = new Map(
      [...(chunks ?? [])].map((chunk) => [chunk, chunkOf(extent, moment.epoch, chunk)]),
    );
    const result = unrecorded(samples.length);
    for (let i = 0; i < samples.length; i++) {
      const part = whole ?? parts.get(Math.floor(samples[i] / CHUNK));
      if (part === undefined || samples[i] >= extent.samples) continue;
      const at = whole === null ? samples[i] % CHUNK : samples[i];
      result.loss[i] = part.loss[at];
      result.confidence[i] = part.confidence[at];
      result.predicted[i] = part.predicted[at];
      result.facts[i] = part.facts[at];
    }
    return result;
  }

  /** Facts without whether the sample was right, which takes half of the time where the epoch was not read. */
  function states(data: Data, moment: Moment): Uint8Array {
    const known = cache.peek<EpochFacts>(keyOf(data, moment));
    if (known !== null) return known.facts;
    const extent = extentOf(moment.run);
    const flags = () => new Uint8Array(bitsetBytes(extent.samples));
    const [hidden, movedBack, correct] = [flags(), flags(), flags().fill(0xff)];
    for (const _ of epochColumns.reading(extent, moment.epoch, { hidden, movedBack }));
    return factsOf({ hidden, movedBack, correct }, null, extent.samples, data.samples);
  }

  /** One step of the first epoch that is wanted and not there, or of what comes after them. */
  function ahead(): void {
    scheduled = null;
    try {
      for (;;) {
        const next = wanted.at(0);
        if (next === undefined) {
          const step = afterwards.shift();
          if (step === undefined) return;
          step();
          break;
        }
        const key = keyOf(next.data, next.moment);
        if (!cache.has(key)) {
          if (begun?.key !== key) begun = { key, steps: read(next.data, next.moment) };
          const step = begun.steps.next();
          if (step.done !== true) break;
          begun = null;
          cache.set(key, step.value);
        }
        wanted.shift();
      }
      scheduled = setImmediate(ahead);
    } catch {
      // It was taken back, or is damaged: whoever asks for it will hear of it.
      wanted = [];
      afterwards = [];
      begun = null;
    }
  }

  return {
    epoch,
    epochOf,
    states,

    /** Reads epochs when there is time, the first one first, takes a step of `then` at a time, and gives up what was wanted before. */
    prepare(data: Data, moments: readonly Moment[], then: readonly (() => void)[]): void {
      wanted = moments.map((moment) => ({ data, moment }));
      afterwards = [...then];
      scheduled ??= setImmediate(ahead);
    },

    stop(): void {
      if (scheduled !== null) clearImmediate(scheduled);
      wanted = [];
      afterwards = [];
      begun = null;
    },
  };
}

/** Of so many samples of which no run says anything. */
export const unrecorded = (count: number): EpochFacts => ({
  loss: new Float32Array(count).fill(NaN),
  confidence: new Float32Array(count).fill(NaN),
  predicted: new Uint16Array(count).fill(NO_CLASS),
  facts: new Uint8Array(count).fill(UNRECORDED),
});

/** The chunks that the samples a run recorded stand in; null where they are many. */
function fewChunks(samples: Uint32Array, recorded: number): Set<number> | null {
  const chunks = new Set<number>();
  for (const sample of samples) {
    if (sample < recorded) chunks.add(Math.floor(sample / CHUNK));
    if (chunks.size > FEW_CHUNKS) return null;
  }
  return chunks;
}

/** A bitset of the samples whose facts do not say that they were wrong. */
function rightOf(facts: Uint8Array): Uint8Array {
  const right = new Uint8Array(bitsetBytes(facts.length));
  for (let byte = 0, first = 0; byte < right.length; byte++, first += 8) {
    const end = Math.min(8, facts.length - first);
    let bits = 0;
    for (let bit = 0; bit < end; bit++) {
      // WRONG is bit 2, and no branch is guessed wrong half of the time.
      bits |= (~(facts[first + bit] >>> 2) & 1) << bit;
    }
    right[byte] = bits;
  }
  return right;
}
