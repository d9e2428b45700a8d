import type { DatasetRecord } from '../../core/record/dataset.ts';

/** A data-set version, which never changes. */
export type Data = {
  id: number;
  record: DatasetRecord;
  /** Of both splits. */
  samples: number;
  labels: Uint16Array;
};
