import { bitsetBytes, countBits } from '../../core/ledger/bits.ts';
import type { Connections } from '../connections.ts';
import { packBits, unpackBits } from './packed-bits.ts';

/** @param samplesOf how many samples a data set has */
export function tagStore({ read, write }: Connections, samplesOf: (dataset: number) => number) {
  const SELECT = 'SELECT bits FROM tags WHERE dataset = ? AND name = ?';
  function unpack(row: unknown, dataset: number, tag: string): Uint8Array | null {
    if (row === undefined) return null;
    const what = `the tag "${tag}" of data set ${dataset}`;
    return unpackBits((row as { bits: Buffer }).bits, samplesOf(dataset), what);
  }

  return {
    /** In the order of the alphabet. */
    tags: (dataset: number): { name: string; count: number }[] =>
      read('SELECT name, count FROM tags WHERE dataset = ? ORDER BY name').all(dataset) as {
        name: string;
        count: number;
      }[],

    /** One bit a sample; null for a tag that is on none. @throws Damage */
    tagBits: (dataset: number, tag: string): Uint8Array | null =>
      unpack(read(SELECT).get(dataset, tag), dataset, tag),

    /** The bits within a transaction that may have changed them; zeros for a tag that is on none. */
    current: (dataset: number, tag: string): Uint8Array =>
      unpack(write(SELECT).get(dataset, tag), dataset, tag) ??
      new Uint8Array(bitsetBytes(samplesOf(dataset))),

    put(dataset: number, tag: string, bits: Uint8Array): void {
      const count = countBits(bits);
      if (count === 0) {
        write('DELETE FROM tags WHERE dataset = ? AND name = ?').run(dataset, tag);
      } else {
        write('INSERT OR REPLACE INTO tags (dataset, name, count, bits) VALUES (?, ?, ?, ?)').run(
          ...[dataset, tag, count],
          packBits(bits),
        );
      }
    },
  };
}
