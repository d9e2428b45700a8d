import { z } from 'zod';
import type { ErrorReport } from '../core/errors/error.ts';
import { datasetRecordSchema, type ImportedDataset } from '../core/record/dataset.ts';

/** From the thread that imports; `done` and `total` count samples. */
export type ImportMessage =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'failed'; report: ErrorReport }
  | { kind: 'imported'; dataset: ImportedDataset };

export const importMessageSchema: z.ZodType<ImportMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
  z.strictObject({
    kind: z.literal('failed'),
    report: z.strictObject({ code: z.string(), message: z.string() }),
  }),
  z.strictObject({
    kind: z.literal('imported'),
    dataset: z.strictObject({
      record: datasetRecordSchema,
      labels: z.instanceof(Uint16Array),
      contentIds: z.instanceof(Uint8Array),
      sourceIndex: z.instanceof(Uint32Array),
    }),
  }),
]);
