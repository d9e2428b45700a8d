import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { JudgedLabels } from '../../core/labels/judged.ts';
import { engineRecordSchema, type EngineRecord } from '../../core/record/run.ts';
import { bytesOf } from '../columns/dtype.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';
import { parseStored } from './stored-json.ts';

/** How a run's training split was divided, and for how many epochs each model was trained. */
export type Division = { run: number; folds: number; epochs: number };

/** `samples` of the fold, in ascending order of position. */
export type JudgedFold = JudgedLabels & { fold: number; engine: EngineRecord };

const rowSchema = z.strictObject({
  fold: z.int(),
  engine: z.string(),
  checksum: z.int(),
  data: z.instanceof(Buffer),
});

/** Bytes a sample: two numbers of float32 and a class. */
const SAMPLE_BYTES = 10;

export function judgedFoldStore({ read, write }: Connections) {
  return {
    /** In the place of what is known of the fold. */
    saveJudgedFold({ run, folds, epochs }: Division, judged: JudgedFold): void {
      const { fold, engine, labelProbability, labelMargin, predicted } = judged;
      const data = Buffer.concat([labelProbability, labelMargin, predicted].map(bytesOf));
      write(
        `INSERT OR REPLACE INTO judged_folds (run, folds, epochs, fold, engine, checksum, data)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ).run(run, folds, epochs, fold, JSON.stringify(engine), crc32(data), data);
    },

    /** Those that are there, ascending. @throws Damage */
    judgedFolds: ({ run, folds, epochs }: Division): JudgedFold[] =>
      read(
        `SELECT fold, engine, checksum, data FROM judged_folds
         WHERE run = ? AND folds = ? AND epochs = ? ORDER BY fold`,
      )
        .all(run, folds, epochs)
        .map((row) => {
          const { fold, engine, checksum, data } = rowSchema.parse(row);
          const what = `the engine of fold ${fold} of run ${run}`;
          if (crc32(data) !== checksum || data.length % SAMPLE_BYTES !== 0) {
            throw new Damage(`fold ${fold} of run ${run} does not match its checksum.`);
          }
          const samples = data.length / SAMPLE_BYTES;
          const { buffer } = new Uint8Array(data);
          return {
            fold,
            engine: parseStored(engine, what, (json) => engineRecordSchema.parse(json)),
            labelProbability: new Float32Array(buffer, 0, samples),
            labelMargin: new Float32Array(buffer, 4 * samples, samples),
            predicted: new Uint16Array(buffer, 8 * samples, samples),
          };
        }),
  };
}
