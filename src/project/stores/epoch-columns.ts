import { bitsetBytes } from '../../core/ledger/bits.ts';
import { MikkeError } from '../../core/errors/error.ts';
import { newPredicted } from '../../core/ledger/ledger.ts';
import type { EpochColumns, SampleHistory } from '../../core/record/run.ts';
import { BLOCK, valuesAt } from '../columns/block.ts';
import { CHUNK, blockLength, decodeChunk, encodeChunk, packChunk } from '../columns/chunk.ts';
import { chunkCount, chunkLength, sliceOf } from '../columns/column.ts';
import { bytesOf, checkColumn } from '../columns/dtype.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';

/** The training samples that a run's columns are about. */
export type Extent = {
  run: number;
  /** Id of the data-set version that they are of. */
  dataset: number;
  samples: number;
  classes: number;
  labels: Uint16Array;
};

/** The fields of a chunk, in this order; `predicted` is stored as `missed`. */
const fields = ['loss', 'confidence', 'predicted', 'correct', 'hidden', 'movedBack'] as const;

/**
 * The predicted class, exclusive or the label: 0 where they are the same, which is most often, and
 * takes almost nothing once packed. Applied again it is the predicted class.
 */
function missed<P extends Uint8Array | Uint16Array>(predicted: P, labels: Uint16Array): P {
  const result = predicted.slice() as P;
  xor(result, labels);
  return result;
}

function xor(predicted: Uint8Array | Uint16Array, labels: Uint16Array): void {
  for (let i = 0; i < predicted.length; i++) predicted[i] ^= labels[i];
}

/** A byte holds up to 256 classes. */
const predictedDtype = (classes: number) => (classes <= 256 ? 'u8' : 'u16');

const dtypesOf = ({ classes }: Extent) =>
  ['f32', 'f32', predictedDtype(classes), 'bits', 'bits', 'bits'] as const;

export type EpochColumnStore = ReturnType<typeof epochColumnStore>;

/** Room for an epoch of so many samples. */
export function emptyColumns({ classes }: Pick<Extent, 'classes'>, samples: number): EpochColumns {
  const bits = () => new Uint8Array(bitsetBytes(samples));
  return {
    loss: new Float32Array(samples),
    confidence: new Float32Array(samples),
    predicted: newPredicted(samples, classes),
    correct: bits(),
    hidden: bits(),
    movedBack: bits(),
  };
}

export function epochColumnStore({ read, write, transaction }: Connections) {
  /** Puts a chunk of an epoch where `first` is the place of its first sample. @throws Damage */
  function readChunk(
    extent: Extent,
    epoch: number,
    chunk: number,
    into: Partial<EpochColumns>,
    first: number,
  ): void {
    const { run, samples, labels } = extent;
    const data = read('SELECT data FROM epoch_chunks WHERE run = ? AND epoch = ? AND chunk = ?')
      .pluck()
      .get(run, epoch, chunk) as Buffer | undefined;
    if (data === undefined) {
      throw new Damage(`the columns of epoch ${epoch} of run ${run} are not whole.`);
    }
    const length = chunkLength(samples, chunk);
    const columns = fields.map((field) => {
      const values = into[field];
      return values === undefined ? null : bytesOf(values);
    });
    within(run, epoch, () => decodeChunk(data, dtypesOf(extent), length, columns, first));
    const predicted = into.predicted?.subarray(first, first + length);
    if (predicted !== undefined) xor(predicted, labels.subarray(chunk * CHUNK));
  }

  function* reading(
    extent: Extent,
    epoch: number,
    into: Partial<EpochColumns>,
  ): Generator<void, void> {
    for (let chunk = 0; chunk < chunkCount(extent.samples); chunk++) {
      readChunk(extent, epoch, chunk, into, chunk * CHUNK);
      yield;
    }
  }

  return {
    /** Adds an epoch's columns raw: packing them takes longer than anybody should wait. */
    add(extent: Extent, epoch: number, columns: EpochColumns): void {
      const { run, samples, labels } = extent;
      const dtypes = dtypesOf(extent);
      fields.forEach((field, f) => checkColumn(field, dtypes[f], columns[field], samples));
      const stored = { ...columns, predicted: missed(columns.predicted, labels) };
      const insert = write(
        'INSERT INTO epoch_chunks (run, epoch, chunk, block_bytes, data) VALUES (?, ?, ?, ?, ?)',
      );
      for (let chunk = 0; chunk < chunkCount(samples); chunk++) {
        const slices = fields.map((field, f) => sliceOf(stored[field], dtypes[f], samples, chunk));
        const encoded = encodeChunk(dtypes, chunkLength(samples, chunk), slices);
        insert.run(run, epoch, chunk, encoded.blockBytes, encoded.data);
      }
    },

    /**
     * Reads those fields of an epoch for which there are arrays, which may go on after its last
     * sample, a chunk at a time, so that others can pass in between.
     * @throws Damage
     */
    reading,

    /** @throws Damage */
    columns(extent: Extent, epoch: number): EpochColumns {
      const columns = emptyColumns(extent, extent.samples);
      for (const _ of reading(extent, epoch, columns));
      return columns;
    },

    /** What one chunk of the columns says of its samples. @throws Damage */
    chunk(extent: Extent, epoch: number, chunk: number): EpochColumns {
      const columns = emptyColumns(extent, chunkLength(extent.samples, chunk));
      readChunk(extent, epoch, chunk, columns, 0);
      return columns;
    },

    /** @throws sample-missing, Damage */
    history(extent: Extent, sample: number): SampleHistory {
      const { run, dataset, samples, classes, labels } = extent;
      if (!Number.isInteger(sample) || sample < 0 || sample >= samples) {
        const split = 'training';
        throw new MikkeError('sample-missing', { dataset, sample, samples, split });
      }
      const chunk = Math.floor(sample / CHUNK);
      const block = Math.floor((sample % CHUNK) / BLOCK);
      const length = blockLength(chunkLength(samples, chunk), block * BLOCK);
      const shape = { dtypes: dtypesOf(extent), length };
      // CROSS JOIN fixes the order: a search in the chunks for each epoch, and no scan of the run.
      const select = read(
        `SELECT epoch, substr(data, 1 + block_bytes * ?, block_bytes) AS data
         FROM epochs CROSS JOIN epoch_chunks USING (run, epoch)
         WHERE run = ? AND chunk = ? ORDER BY epoch`,
      );
      const rows = select.all(block, run, chunk) as { epoch: number; data: Buffer }[];
      const values = rows.map(({ epoch, data }) =>
        within(run, epoch, () => valuesAt(data, shape, sample % BLOCK)),
      );
      const column = (field: (typeof fields)[number]) =>
        values.map((value) => value[fields.indexOf(field)]);
      const predicted = column('predicted').map((stored) => stored ^ labels[sample]);
      return {
        epochs: Uint32Array.from(rows, ({ epoch }) => epoch),
        loss: Float32Array.from(column('loss')),
        confidence: Float32Array.from(column('confidence')),
        predicted: classes <= 256 ? Uint8Array.from(predicted) : Uint16Array.from(predicted),
        correct: Uint8Array.from(column('correct')),
        hidden: Uint8Array.from(column('hidden')),
        movedBack: Uint8Array.from(column('movedBack')),
      };
    },

    /** The first chunk after (epoch, chunk) of the run that is still raw. */
    nextRaw: (run: number, epoch: number, chunk: number) =>
      write(
        `SELECT epoch, chunk FROM epoch_chunks
         WHERE run = ? AND packed = 0 AND (epoch, chunk) > (?, ?) ORDER BY epoch, chunk LIMIT 1`,
      ).get(run, epoch, chunk) as { epoch: number; chunk: number } | undefined,

    /** Runs that have raw chunks. */
    runsToPack: (): number[] =>
      write('SELECT DISTINCT run FROM epoch_chunks WHERE packed = 0 ORDER BY run')
        .pluck()
        .all() as number[],

    /** Packs one chunk, in a transaction of its own. */
    pack(extent: Extent, epoch: number, chunk: number): void {
      const { run } = extent;
      const where = 'WHERE run = ? AND epoch = ? AND chunk = ?';
      const raw = write(`SELECT data FROM epoch_chunks ${where}`).pluck().get(run, epoch, chunk);
      const length = chunkLength(extent.samples, chunk);
      const { blockBytes, data } = packChunk(raw as Buffer, dtypesOf(extent), length);
      transaction(() => {
        // A row that shrinks in place keeps its page to itself; added anew, it shares one.
        write(`DELETE FROM epoch_chunks ${where}`).run(run, epoch, chunk);
        write(
          `INSERT INTO epoch_chunks (run, epoch, chunk, packed, block_bytes, data)
           VALUES (?, ?, ?, 1, ?, ?)`,
        ).run(run, epoch, chunk, blockBytes, data);
      });
    },

    removeAfter: (run: number, epoch: number): void =>
      void write('DELETE FROM epoch_chunks WHERE run = ? AND epoch > ?').run(run, epoch),
  };
}

/** Says where the damage is. */
function within<T>(run: number, epoch: number, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    throw new Damage(`in epoch ${epoch} of run ${run}, ${error.message}`);
  }
}
