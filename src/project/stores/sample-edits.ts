import { sampleEditSchema, type SampleEdit } from '../../core/record/tags.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';
import { packBits, unpackBits } from './packed-bits.ts';
import { parseStored } from './stored-json.ts';

/** What is kept of a data set's edits to be undone: so many, and so many bytes of what they changed. */
const MOST_EDITS = 1000;
const MOST_BYTES = 2 ** 26;

type Row = { id: number; edit: string; changed: Buffer | null };

/** An edit with the bits that it turned over, where it is of a tag. */
export type LoggedEdit = { id: number; edit: SampleEdit; changed: () => Uint8Array };

/**
 * The edits of tags and notes in the order in which they were made; those that were undone are the
 * last of their data set, until a new one takes their place.
 * @param samplesOf how many samples a data set has
 */
export function sampleEditLog(
  { read, write }: Connections,
  samplesOf: (dataset: number) => number,
) {
  const SELECT = 'SELECT id, edit, changed FROM sample_edits WHERE dataset = ?';
  const LAST_DONE = `${SELECT} AND undone = 0 ORDER BY id DESC LIMIT 1`;
  const FIRST_UNDONE = `${SELECT} AND undone = 1 ORDER BY id LIMIT 1`;

  function parse(dataset: number, row: unknown): LoggedEdit | null {
    if (row === undefined) return null;
    const { id, edit, changed } = row as Row;
    const what = `change ${id} of samples`;
    return {
      id,
      edit: parseStored(edit, what, (given) => sampleEditSchema.parse(given)),
      changed() {
        if (changed === null) throw new Damage(`${what} is not whole.`);
        return unpackBits(changed, samplesOf(dataset), what);
      },
    };
  }

  return {
    /** What undoing would take back; null where nothing is left. */
    lastDone: (dataset: number) => parse(dataset, read(LAST_DONE).get(dataset)),
    /** What redoing would do again; null where nothing was undone. */
    firstUndone: (dataset: number) => parse(dataset, read(FIRST_UNDONE).get(dataset)),

    mark(id: number, undone: boolean): void {
      write('UPDATE sample_edits SET undone = ? WHERE id = ?').run(Number(undone), id);
    },

    /** @param changed of a tag, the bits that are turned over */
    add(dataset: number, edit: SampleEdit, changed: Uint8Array | null, by: string): void {
      write('DELETE FROM sample_edits WHERE dataset = ? AND undone = 1').run(dataset);
      write(
        `INSERT INTO sample_edits (dataset, edit, changed, edited_at, edited_by)
         VALUES (?, ?, ?, ?, ?)`,
      ).run(
        ...[dataset, JSON.stringify(edit), changed === null ? null : packBits(changed)],
        ...[new Date().toISOString(), by],
      );
      write(
        `DELETE FROM sample_edits WHERE id IN (
           SELECT id FROM (
             SELECT id,
               row_number() OVER newest AS number,
               sum(coalesce(length(changed), 0)) OVER newest AS bytes
             FROM sample_edits WHERE dataset = ?
             WINDOW newest AS (ORDER BY id DESC)
           )
           WHERE number > ? OR (number > 1 AND bytes > ?)
         )`,
      ).run(dataset, MOST_EDITS, MOST_BYTES);
    },
  };
}
