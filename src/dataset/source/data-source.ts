import type { DatasetRecord } from '../../core/record/dataset.ts';
import { pixelsOf } from '../../core/record/sample-shape.ts';
import { isPlain } from '../../core/view/augmentation.ts';
import type { DataSource } from '../../training/data-source.ts';
import { batches } from './batches.ts';
import { startFiller } from './filler.ts';

/**
 * Opens a data-set version for training: its files are read again and checked against the
 * fingerprint, and a thread of its own fills batches ahead of whoever asks for them.
 * @throws dataset-changed, dataset-missing, dataset-empty, dataset-invalid, test-split-empty
 */
export async function openDataSource(
  record: DatasetRecord,
): Promise<DataSource & { close(): Promise<void> }> {
  const filler = await startFiller(record);
  const { height, width, channels } = record;
  return {
    height,
    width,
    channels,
    classes: record.classNames.length,
    count: { train: record.trainCount, test: record.testCount },
    trainLabels: filler.trainLabels,
    batches(split, order, batchSize, augmentation = null) {
      const varied = augmentation === null || isPlain(augmentation) ? null : augmentation;
      return batches(filler, pixelsOf(record), split, order, batchSize, varied);
    },
    close: () => filler.close(),
  };
}
