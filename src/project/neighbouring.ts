/**
 * Which samples a run's network sees alike: the nearest by cosine distance, 1 less the cosine of the
 * angle between their features, looked for among all of them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MikkeError } from '../core/errors/error.ts';
import { FEATURE_CHUNK, featureChunks, type FeatureChunk } from '../core/record/features.ts';
import type { Connections } from './connections.ts';
import { featureStore } from './stores/features.ts';

/** Nearest first; of equally near ones the lower sample goes first. */
export type Neighbours = { samples: Uint32Array; distances: Float32Array };

/** Chunks of features that are kept in memory, in bytes; those beyond are read each time. */
const KEPT_BYTES = 2 ** 27;

/** Values of a chunk, and the sums of their squares. */
type Rows = { dims: number; values: Uint8Array; squares: Uint32Array };

/** @param extentOf throws run-missing; what data set a run is about, and its samples of both splits */
export function neighbouring(
  connections: Connections,
  extentOf: (run: number) => { dataset: number; samples: number },
) {
  const store = featureStore(connections);
  /** Of the run that was asked for last. */
  let kept = { run: 0, bytes: 0, chunks: new Map<number, Rows>() };

  function rowsOf(run: number, samples: number, chunk: number): Rows {
    if (kept.run !== run) kept = { run, bytes: 0, chunks: new Map() };
    const known = kept.chunks.get(chunk);
    if (known !== undefined) return known;
    const { dims, values } = store.get(run, samples, chunk);
    const rows = { dims, values, squares: squaresOf(values, dims) };
    const bytes = rows.values.buffer.byteLength + rows.squares.byteLength;
    if (kept.bytes + bytes <= KEPT_BYTES) {
      kept.chunks.set(chunk, rows);
      kept.bytes += bytes;
    }
    return rows;
  }

  const isWhole = (run: number, samples: number) => store.count(run) === featureChunks(samples);

  return {
    features(run: number): { chunks: number; whole: boolean } {
      const { samples } = extentOf(run);
      return { chunks: store.count(run), whole: isWhole(run, samples) };
    },

    addFeatures(run: number, chunk: number, features: FeatureChunk): void {
      store.add(run, extentOf(run).samples, chunk, features);
      if (kept.run === run) kept = { run: 0, bytes: 0, chunks: new Map() };
    },

    async neighbours(run: number, sample: number, count: number): Promise<Neighbours> {
      const { dataset, samples } = extentOf(run);
      if (sample >= samples) throw new MikkeError('sample-missing', { dataset, sample, samples });
      if (!isWhole(run, samples)) throw new MikkeError('features-missing', { run });
      const own = rowAt(rowsOf(run, samples, Math.floor(sample / FEATURE_CHUNK)), sample);
      const nearest = nearestOf(Math.min(count, samples - 1));
      for (let chunk = 0; chunk < featureChunks(samples); chunk++) {
        // Who asks for something else meanwhile is answered first.
        await nextTurn();
        const rows = rowsOf(run, samples, chunk);
        compare(own, rows, (place, distance) => {
          const other = chunk * FEATURE_CHUNK + place;
          if (other !== sample) nearest.offer(other, distance);
        });
      }
      return nearest.found();
    },
  };
}

function squaresOf(values: Uint8Array, dims: number): Uint32Array {
  const squares = new Uint32Array(values.length / dims);
  for (let row = 0, i = 0; row < squares.length; row++) {
    let sum = 0;
    for (const end = i + dims; i < end; i++) sum += values[i] * values[i];
    squares[row] = sum;
  }
  return squares;
}

type Row = { values: Uint8Array; squares: number };

function rowAt({ dims, values, squares }: Rows, sample: number): Row {
  const place = sample % FEATURE_CHUNK;
  return { values: values.slice(place * dims, (place + 1) * dims), squares: squares[place] };
}

/** The distance of every row; whoever has no feature above 0 has no direction, and is 1 from everybody. */
function compare(
  own: Row,
  { dims, values, squares }: Rows,
  found: (place: number, distance: number) => void,
): void {
  const given = own.values;
  for (let place = 0, begin = 0; place < squares.length; place++, begin += dims) {
    // Sums of products of bytes are whole numbers: no order of adding changes them.
    let product = 0;
    for (let d = 0; d < dims; d++) product += given[d] * values[begin + d];
    found(place, product === 0 ? 1 : 1 - product / Math.sqrt(own.squares * squares[place]));
  }
}

/** Keeps the nearest of those that are offered, in ascending order of their numbers. */
function nearestOf(count: number) {
  const samples = new Uint32Array(count);
  const distances = new Float64Array(count).fill(Infinity);
  return {
    offer(sample: number, distance: number): void {
      if (count === 0 || distance >= distances[count - 1]) return;
      let place = count - 1;
      for (; place > 0 && distances[place - 1] > distance; place--) {
        distances[place] = distances[place - 1];
        samples[place] = samples[place - 1];
      }
      distances[place] = distance;
      samples[place] = sample;
    },
    found: (): Neighbours => ({ samples, distances: Float32Array.from(distances) }),
  };
}
