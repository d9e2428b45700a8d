import { MikkeError } from '../../core/errors/error.ts';
import {
  CONTENT_ID_BYTES,
  datasetRecordSchema,
  type DatasetRecord,
  type ImportedDataset,
} from '../../core/record/dataset.ts';
import type { Connections } from '../connections.ts';
import { chunkRows } from './chunk-rows.ts';
import { parseStored } from './stored-json.ts';

export type StoredDataset = DatasetRecord & { id: number };

export function datasetStore(connections: Connections) {
  const { read, write, transaction } = connections;
  const columns = chunkRows(connections, 'dataset');

  /** What was read once: a data-set version never changes. */
  const known = new Map<number, StoredDataset>();

  function parse(row: unknown): StoredDataset {
    const { id, record } = row as { id: number; record: string };
    const what = `the record of data set ${id}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    const parsed = parseStored(record, what, (given) => datasetRecordSchema.parse(given));
    const added = { id, ...parsed };
    known.set(id, added);
    return added;
  }

  const missing = (id: number): MikkeError => {
    const ids = read('SELECT id FROM datasets ORDER BY id').pluck().all() as number[];
    return new MikkeError('dataset-version-missing', { dataset: id, known: ids });
  };

  /** @throws dataset-version-missing */
  function dataset(id: number): StoredDataset {
    const before = known.get(id);
    if (before !== undefined) return before;
    const row = read('SELECT id, record FROM datasets WHERE id = ?').get(id);
    if (row === undefined) throw missing(id);
    return parse(row);
  }

  /** How many samples a data-set version has. */
  function samplesOf(id: number): number {
    const { trainCount, testCount } = dataset(id);
    return trainCount + testCount;
  }

  return {
    dataset,
    samplesOf,
    datasets: (): StoredDataset[] =>
      read('SELECT id, record FROM datasets ORDER BY id').all().map(parse),
    /** What is stored of one sample. @throws dataset-version-missing, sample-missing */
    sampleFacts(id: number, sample: number) {
      const count = samplesOf(id);
      if (!Number.isInteger(sample) || sample < 0 || sample >= count) {
        throw new MikkeError('sample-missing', { dataset: id, sample, samples: count });
      }
      const own = [sample, sample + 1] as const;
      const ids = [sample * CONTENT_ID_BYTES, (sample + 1) * CONTENT_ID_BYTES] as const;
      return {
        label: columns.part(id, 'labels', 'u16', count, own)[0],
        sourceIndex: columns.part(id, 'sourceIndex', 'u32', count, own)[0],
        contentId: columns.part(id, 'contentIds', 'u8', count * CONTENT_ID_BYTES, ids),
      };
    },
    labels: (id: number) => columns.get(id, 'labels', 'u16', samplesOf(id)),
    contentIds: (id: number) =>
      columns.get(id, 'contentIds', 'u8', samplesOf(id) * CONTENT_ID_BYTES),
    sourceIndex: (id: number) => columns.get(id, 'sourceIndex', 'u32', samplesOf(id)),

    /** The id of the data-set version, which is added only if the project does not have it. */
    addDataset: (imported: ImportedDataset): number =>
      transaction(() => {
        // Parsed for its order of keys, too: the source is compared as text.
        const record = datasetRecordSchema.parse(imported.record);
        const text = JSON.stringify(record);
        const known = write(`SELECT id FROM datasets WHERE fingerprint = ? AND source = json(?)`)
          .pluck()
          .get(record.fingerprint, JSON.stringify(record.source));
        if (known !== undefined) return known as number;

        const added = write('INSERT INTO datasets (record) VALUES (?)').run(text);
        const id = Number(added.lastInsertRowid);
        const samples = record.trainCount + record.testCount;
        const { labels, contentIds, sourceIndex } = imported;
        columns.put(id, 'labels', 'u16', labels, samples);
        columns.put(id, 'contentIds', 'u8', contentIds, samples * CONTENT_ID_BYTES);
        columns.put(id, 'sourceIndex', 'u32', sourceIndex, samples);
        return id;
      }),
  };
}
