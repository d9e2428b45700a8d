import { crc32 } from 'node:zlib';
import { FEATURE_CHUNK, featureChunks, type FeatureChunk } from '../../core/record/features.ts';
import { bytesOf } from '../columns/dtype.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';

export function featureStore({ read, write, transaction }: Connections) {
  return {
    /** How many chunks are there, from the first one on. */
    count: (run: number): number =>
      read('SELECT count(*) FROM run_features WHERE run = ?').pluck().get(run) as number,

    /** Adds the next chunk. */
    add(run: number, samples: number, chunk: number, { dims, scales, values }: FeatureChunk): void {
      const length = chunkLength(samples, chunk);
      if (scales.length !== length || values.length !== length * dims) {
        throw new Error(
          `Chunk ${chunk} of the features of run ${run} must be of ${length} samples.`,
        );
      }
      const data = Buffer.concat([bytesOf(scales), values]);
      transaction(() => {
        const next = write('SELECT count(*) FROM run_features WHERE run = ?').pluck().get(run);
        if (next !== chunk)
          throw new Error(`Chunk ${chunk} is not the next one of the features of run ${run}.`);
        write(
          'INSERT INTO run_features (run, chunk, dims, checksum, data) VALUES (?, ?, ?, ?, ?)',
        ).run(run, chunk, dims, crc32(data), data);
      });
    },

    /** @throws Damage */
    get(run: number, samples: number, chunk: number): FeatureChunk {
      const row = read(
        'SELECT dims, checksum, data FROM run_features WHERE run = ? AND chunk = ?',
      ).get(run, chunk) as { dims: number; checksum: number; data: Buffer } | undefined;
      const length = chunkLength(samples, chunk);
      const scaleBytes = length * Float32Array.BYTES_PER_ELEMENT;
      const whole =
        row !== undefined &&
        row.data.length === scaleBytes + length * row.dims &&
        crc32(row.data) === row.checksum;
      if (!whole) throw new Damage(`chunk ${chunk} of the features of run ${run} is not whole.`);
      const bytes = new Uint8Array(row.data);
      return {
        dims: row.dims,
        scales: new Float32Array(bytes.buffer, 0, length),
        values: bytes.subarray(scaleBytes),
      };
    },
  };
}

function chunkLength(samples: number, chunk: number): number {
  if (chunk >= featureChunks(samples)) throw new Error(`There is no chunk ${chunk} of features.`);
  return Math.min(FEATURE_CHUNK, samples - chunk * FEATURE_CHUNK);
}
