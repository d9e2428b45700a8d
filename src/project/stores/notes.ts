import type { Connections } from '../connections.ts';

export const noteStore = ({ read, write }: Connections) => ({
  /** By sample. */
  notes: (dataset: number): Map<number, string> =>
    new Map(
      read('SELECT sample, text FROM notes WHERE dataset = ? ORDER BY sample')
        .raw()
        .all(dataset) as [number, string][],
    ),

  /** The empty text for a sample without one. */
  note: (dataset: number, sample: number): string =>
    (read('SELECT text FROM notes WHERE dataset = ? AND sample = ?').pluck().get(dataset, sample) ??
      '') as string,

  /** The empty text removes it. */
  put(dataset: number, sample: number, text: string): void {
    if (text === '') {
      write('DELETE FROM notes WHERE dataset = ? AND sample = ?').run(dataset, sample);
    } else {
      write('INSERT OR REPLACE INTO notes (dataset, sample, text) VALUES (?, ?, ?)').run(
        ...[dataset, sample],
        text,
      );
    }
  },
});
