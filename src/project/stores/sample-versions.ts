import type { Connections } from '../connections.ts';

/** Counts the changes of the tags, notes and scores of a data set, whoever makes them. */
export const sampleVersions = ({ read, write }: Connections) => ({
  version: (dataset: number): number =>
    (read('SELECT version FROM sample_versions WHERE dataset = ?').pluck().get(dataset) ??
      0) as number,

  /** Of every data set of which anything was said, by its id. */
  sampleVersions: (): Map<number, number> =>
    new Map(read('SELECT dataset, version FROM sample_versions').raw().all() as [number, number][]),

  /** Within the transaction of the change. */
  count(dataset: number): void {
    write(
      `INSERT INTO sample_versions (dataset, version) VALUES (?, 1)
       ON CONFLICT (dataset) DO UPDATE SET version = version + 1`,
    ).run(dataset);
  },
});
