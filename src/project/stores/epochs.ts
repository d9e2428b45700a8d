import { epochRecordSchema, type EpochRecord } from '../../core/record/run.ts';
import type { Connections } from '../connections.ts';
import { Damage } from '../damage.ts';

type Row = Record<(typeof columnNames)[number], number | null>;

const columnNames = [
  'epoch',
  'at',
  'train_loss',
  'train_accuracy',
  'test_loss',
  'test_accuracy',
  'scheduled_hide_fraction',
  'realised_hide_fraction',
  'hidden',
  'moved_back',
  'learning_rate_factor',
  'learning_rate',
  'forward_samples',
  'backward_samples',
  'forward_pixels',
  'backward_pixels',
  'view_height',
  'view_width',
  'magnitude',
  'batch_size',
  'score_seconds',
  'train_seconds',
  'refresh_seconds',
  'evaluate_seconds',
  'plan_seconds',
  'record_seconds',
] as const;

const toRow = (record: EpochRecord): Row => ({
  epoch: record.epoch,
  at: record.at,
  train_loss: record.trainLoss,
  train_accuracy: record.trainAccuracy,
  test_loss: record.testLoss,
  test_accuracy: record.testAccuracy,
  scheduled_hide_fraction: record.scheduledHideFraction,
  realised_hide_fraction: record.realisedHideFraction,
  hidden: record.hidden,
  moved_back: record.movedBack,
  learning_rate_factor: record.learningRateFactor,
  learning_rate: record.learningRate,
  forward_samples: record.forwardSamples,
  backward_samples: record.backwardSamples,
  forward_pixels: record.forwardPixels,
  backward_pixels: record.backwardPixels,
  view_height: record.viewHeight,
  view_width: record.viewWidth,
  magnitude: record.magnitude,
  batch_size: record.batchSize,
  score_seconds: record.seconds.score,
  train_seconds: record.seconds.train,
  refresh_seconds: record.seconds.refresh,
  evaluate_seconds: record.seconds.evaluate,
  plan_seconds: record.seconds.plan,
  record_seconds: record.seconds.record,
});

const fromRow = (row: Row): unknown => ({
  epoch: row.epoch,
  at: row.at,
  trainLoss: row.train_loss,
  trainAccuracy: row.train_accuracy,
  testLoss: row.test_loss,
  testAccuracy: row.test_accuracy,
  scheduledHideFraction: row.scheduled_hide_fraction,
  realisedHideFraction: row.realised_hide_fraction,
  hidden: row.hidden,
  movedBack: row.moved_back,
  learningRateFactor: row.learning_rate_factor,
  learningRate: row.learning_rate,
  forwardSamples: row.forward_samples,
  backwardSamples: row.backward_samples,
  forwardPixels: row.forward_pixels,
  backwardPixels: row.backward_pixels,
  viewHeight: row.view_height,
  viewWidth: row.view_width,
  magnitude: row.magnitude,
  batchSize: row.batch_size,
  seconds: {
    score: row.score_seconds,
    train: row.train_seconds,
    refresh: row.refresh_seconds,
    evaluate: row.evaluate_seconds,
    plan: row.plan_seconds,
    record: row.record_seconds,
  },
});

/** Without what is still added to once an epoch is recorded. */
const MARK = 'train_seconds + refresh_seconds + evaluate_seconds';

export function epochStore({ read, write }: Connections) {
  return {
    epochs: (run: number): EpochRecord[] =>
      read(`SELECT ${columnNames.join(', ')} FROM epochs WHERE run = ? ORDER BY epoch`)
        .all(run)
        .map((row) => {
          const parsed = epochRecordSchema.safeParse(fromRow(row as Row));
          if (parsed.success) return parsed.data;
          throw new Damage(`epoch ${(row as Row).epoch} of run ${run} cannot be read.`);
        }),

    has: (run: number, epoch: number): boolean =>
      read('SELECT 1 FROM epochs WHERE run = ? AND epoch = ?').get(run, epoch) !== undefined,

    /**
     * A number of each recorded epoch that another one in its place would hardly have: the seconds
     * that it took. It tells what was taken back and recorded again, by whichever process.
     */
    marks: (run: number): number[] =>
      read(`SELECT ${MARK} FROM epochs WHERE run = ? ORDER BY epoch`).pluck().all(run) as number[],

    /** The mark of one epoch; null where it is not recorded. */
    mark: (run: number, epoch: number): number | null =>
      (read(`SELECT ${MARK} FROM epochs WHERE run = ? AND epoch = ?`).pluck().get(run, epoch) ??
        null) as number | null,

    count: (run: number): number =>
      read('SELECT count(*) FROM epochs WHERE run = ?').pluck().get(run) as number,

    /** The next epoch that may be recorded. */
    nextEpoch: (run: number): number =>
      write('SELECT count(*) FROM epochs WHERE run = ?').pluck().get(run) as number,

    add(run: number, record: EpochRecord): void {
      const row = toRow(epochRecordSchema.parse(record));
      const places = columnNames.map(() => '?').join(', ');
      write(`INSERT INTO epochs (run, ${columnNames.join(', ')}) VALUES (?, ${places})`).run(
        run,
        ...columnNames.map((name) => row[name]),
      );
    },

    addRecordSeconds(run: number, epoch: number, seconds: number): void {
      write(
        'UPDATE epochs SET record_seconds = record_seconds + ? WHERE run = ? AND epoch = ?',
      ).run(seconds, run, epoch);
    },

    /** How many were removed. */
    removeAfter: (run: number, epoch: number): number =>
      write('DELETE FROM epochs WHERE run = ? AND epoch > ?').run(run, epoch).changes,
  };
}
