/** What a run leaves behind, epoch by epoch, each step in one transaction. */
import type { Aggregates, EpochColumns, EpochRecord, SampleHistory } from '../core/record/run.ts';
import type { Revision } from '../core/schedule/revision.ts';
import type { Connections } from './connections.ts';
import { chunkRows } from './stores/chunk-rows.ts';
import type { EpochColumnStore, Extent } from './stores/epoch-columns.ts';
import { epochStore } from './stores/epochs.ts';
import { revisionStore } from './stores/revisions.ts';
import { setStatus } from './stores/runs.ts';
import { weightStore } from './stores/weights.ts';
import {
  addEpoch,
  aggregatesOf,
  newTally,
  runColumnOf,
  runColumns,
  runFields,
  type RunColumn,
  type RunField,
  type Tally,
} from './tally.ts';

/** @param extentOf throws run-missing */
export function recording(
  connections: Connections,
  epochColumns: EpochColumnStore,
  extentOf: (run: number) => Extent,
) {
  const { read, write, transaction } = connections;
  const epochs = epochStore(connections);
  const aggregateColumns = chunkRows(connections, 'run');
  const weights = weightStore(connections);
  const { revisions } = revisionStore(connections);

  /** Of the run that was recorded or asked for last; for ImageNet it takes 20 MB. */
  let kept: { run: number; tally: Tally } | null = null;

  function tallyOf(extent: Extent): Tally {
    const { run, samples } = extent;
    const recorded = epochs.epochs(run).length;
    if (kept?.run === run && kept.tally.epochs === recorded) return kept.tally;
    const tally = newTally(samples);
    for (let epoch = 0; epoch < recorded; epoch++) {
      addEpoch(tally, epochColumns.columns(extent, epoch));
    }
    kept = { run, tally };
    return tally;
  }

  /** Takes an epoch into the tally; where that is of another run, it is made anew when asked for. */
  function count({ run, samples }: Extent, epoch: number, columns: EpochColumns): void {
    if (epoch === 0) kept = { run, tally: newTally(samples) };
    if (kept?.run === run && kept.tally.epochs === epoch) addEpoch(kept.tally, columns);
  }

  const removeAggregates = (run: number) => write('DELETE FROM run_columns WHERE run = ?').run(run);
  const removeFeatures = (run: number) => write('DELETE FROM run_features WHERE run = ?').run(run);

  const isStored = (run: number, field: RunField): boolean =>
    read('SELECT 1 FROM run_columns WHERE run = ? AND field = ? LIMIT 1').get(run, field) !==
    undefined;

  const storedColumn = <Field extends RunField>({ run, samples }: Extent, field: Field) =>
    aggregateColumns.get(run, field, runColumns[field], samples) as RunColumn<Field>;

  return {
    epochs: (run: number): EpochRecord[] => epochs.epochs(extentOf(run).run),
    history: (run: number, sample: number): SampleHistory =>
      epochColumns.history(extentOf(run), sample),
    weights: (run: number): Uint8Array | null => weights.get(extentOf(run).run),

    columns(run: number, epoch: number): EpochColumns {
      const extent = extentOf(run);
      if (!epochs.has(run, epoch)) throw new Error(`Run ${run} has no epoch ${epoch}.`);
      return epochColumns.columns(extent, epoch);
    },

    recordEpoch(
      run: number,
      record: EpochRecord,
      columns: EpochColumns,
    ): { seconds: number; revisions: Revision[] } {
      const start = performance.now();
      const extent = extentOf(run);
      const { epoch } = record;
      const seconds = transaction(() => {
        const next = epochs.nextEpoch(run);
        if (epoch !== next) {
          throw new Error(`Run ${run} cannot record epoch ${epoch}: its next one is ${next}.`);
        }
        epochs.add(run, { ...record, seconds: { ...record.seconds, record: 0 } });
        epochColumns.add(extent, epoch, columns);
        const taken = (performance.now() - start) / 1000;
        epochs.addRecordSeconds(run, epoch, taken);
        return taken;
      });
      count(extent, epoch, columns);
      return { seconds, revisions: revisions(run) };
    },

    addRecordSeconds(run: number, epoch: number, seconds: number): void {
      epochs.addRecordSeconds(extentOf(run).run, epoch, seconds);
    },

    removeEpochsAfter(run: number, epoch: number): void {
      extentOf(run);
      transaction(() => {
        epochColumns.removeAfter(run, epoch);
        const removed = epochs.removeAfter(run, epoch);
        if (removed === 0) return;
        // They are of epochs that are gone; what is left is counted anew when asked for.
        removeAggregates(run);
        weights.remove(run);
        removeFeatures(run);
        if (kept?.run === run) kept = null;
      });
    },

    aggregates(run: number): Aggregates {
      const extent = extentOf(run);
      return isStored(run, 'timesHidden')
        ? {
            timesHidden: storedColumn(extent, 'timesHidden'),
            forgetting: storedColumn(extent, 'forgetting'),
            meanLoss: storedColumn(extent, 'meanLoss'),
            lastLoss: storedColumn(extent, 'lastLoss'),
          }
        : aggregatesOf(tallyOf(extent));
    },

    /** One column over all recorded epochs. */
    runColumn<Field extends RunField>(run: number, field: Field): RunColumn<Field> {
      const extent = extentOf(run);
      return isStored(run, field)
        ? storedColumn(extent, field)
        : runColumnOf(tallyOf(extent), field);
    },

    finishRun(run: number, finalWeights: Uint8Array): void {
      const extent = extentOf(run);
      const { samples } = extent;
      const tally = tallyOf(extent);
      transaction(() => {
        removeAggregates(run);
        removeFeatures(run);
        for (const field of runFields) {
          const column = runColumnOf(tally, field);
          aggregateColumns.put(run, field, runColumns[field], column, samples);
        }
        weights.put(run, finalWeights);
        setStatus(connections, run, 'finished');
      });
      kept = null;
    },
  };
}
