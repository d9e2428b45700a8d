import type { Connections } from '../connections.ts';
import { chunkRows } from './chunk-rows.ts';
import { sampleVersions } from './sample-versions.ts';

/** A number a sample of a data set, and a sentence that says where it comes from. */
export type ScoreName = { name: string; description: string };

/** @param samplesOf how many samples a data set has */
export function scoreStore(connections: Connections, samplesOf: (dataset: number) => number) {
  const { read, write, transaction } = connections;
  const columns = chunkRows(connections, 'dataset');
  const versions = sampleVersions(connections);
  const fieldOf = (name: string) => `score:${name}`;

  return {
    /** In the order of the alphabet. */
    scores: (dataset: number): ScoreName[] =>
      read('SELECT name, description FROM scores WHERE dataset = ? ORDER BY name').all(
        dataset,
      ) as ScoreName[],

    /** Null where the data set has no such score; NaN of samples that have none. @throws Damage */
    score(dataset: number, name: string): Float32Array | null {
      const known = read('SELECT 1 FROM scores WHERE dataset = ? AND name = ?').get(dataset, name);
      if (known === undefined) return null;
      return columns.get(dataset, fieldOf(name), 'f32', samplesOf(dataset));
    },

    /** In the place of what had the name. */
    saveScore: (dataset: number, { name, description }: ScoreName, values: Float32Array): void =>
      transaction(() => {
        write('INSERT OR REPLACE INTO scores (dataset, name, description) VALUES (?, ?, ?)').run(
          ...[dataset, name],
          description,
        );
        columns.remove(dataset, fieldOf(name));
        columns.put(dataset, fieldOf(name), 'f32', values, samplesOf(dataset));
        versions.count(dataset);
      }),
  };
}
