/** What a run leaves behind, epoch by epoch, each step in one transaction. */
import { MikkeError } from '../core/errors/error.ts';
import type {
  Aggregates,
  Dynamics,
  EpochColumns,
  EpochRecord,
  SampleHistory,
} from '../core/record/run.ts';
import type { Revision } from '../core/schedule/revision.ts';
import type { Connections } from './connections.ts';
import { chunkRows, packedChunks } from './stores/chunk-rows.ts';
import type { EpochColumnStore, Extent } from './stores/epoch-columns.ts';
import { epochStore } from './stores/epochs.ts';
import { revisionStore } from './stores/revisions.ts';
import { setStatus } from './stores/runs.ts';
import { weightStore } from './stores/weights.ts';
import { talliesOf } from './tallies.ts';
import {
  aggregatesOf,
  runColumnOf,
  runColumns,
  runFields,
  type RunColumn,
  type RunField,
  type Tally,
} from './tally.ts';
import { turns } from './turns.ts';

/** @param extentOf throws run-missing */
export function recording(
  connections: Connections,
  epochColumns: EpochColumnStore,
  extentOf: (run: number) => Extent,
  access: 'write' | 'read',
) {
  const { read, write, transaction } = connections;
  const epochs = epochStore(connections);
  const aggregateColumns = chunkRows(connections, 'run');
  const weights = weightStore(connections);
  const { revisions } = revisionStore(connections);

  const tallies = talliesOf(connections, epochColumns);
  const underCount = new Map<number, Promise<void>>();

  const removeAggregates = (run: number) => write('DELETE FROM run_columns WHERE run = ?').run(run);
  const removeFeatures = (run: number) => write('DELETE FROM run_features WHERE run = ?').run(run);

  const isStored = (run: number, field: RunField): boolean =>
    read('SELECT 1 FROM run_columns WHERE run = ? AND field = ? LIMIT 1').get(run, field) !==
    undefined;

  const storedColumn = <Field extends RunField>({ run, samples }: Extent, field: Field) =>
    aggregateColumns.get(run, field, runColumns[field], samples) as RunColumn<Field>;

  async function count(run: number): Promise<void> {
    const extent = extentOf(run);
    const tally = await tallies.count(extent);
    const missing = runFields.filter((field) => !isStored(run, field));
    const isAtRest = read(`SELECT status <> 'running' FROM runs WHERE id = ?`).pluck().get(run);
    if (access === 'read' || isAtRest !== 1 || missing.length === 0) return;
    await keep(extent, tally, missing).catch(() => undefined);
  }

  /**
   * Runs that ended early have none of the columns, and finished ones of an older Mikke not all;
   * where they cannot be kept they are counted again.
   */
  async function keep(extent: Extent, tally: Tally, missing: RunField[]): Promise<void> {
    const { run, samples } = extent;
    const { epochs: counted } = tally;
    const pause = turns();
    const packed: { field: RunField; chunks: Buffer[] }[] = [];
    for (const field of missing) {
      const chunks: Buffer[] = [];
      const column = runColumnOf(tally, field);
      for (const chunk of packedChunks(field, runColumns[field], column, samples)) {
        chunks.push(chunk);
        await pause();
      }
      packed.push({ field, chunks });
    }
    transaction(() => {
      // Epochs may have been recorded or taken back, or the columns kept, while others passed.
      if (tallies.known(run) !== tally || tally.epochs !== counted) return;
      for (const { field, chunks } of packed) {
        if (!isStored(run, field)) aggregateColumns.insert(run, field, chunks);
      }
    });
  }

  /** Counts a run's epochs, while others pass, so that its columns are known. @throws Damage */
  function countRun(run: number): Promise<void> {
    const under = underCount.get(run) ?? count(run).finally(() => underCount.delete(run));
    underCount.set(run, under);
    return under;
  }

  return {
    epochs: (run: number): EpochRecord[] => epochs.epochs(extentOf(run).run),
    history: (run: number, sample: number): SampleHistory =>
      epochColumns.history(extentOf(run), sample),
    weights: (run: number): Uint8Array | null => weights.get(extentOf(run).run),

    columns(run: number, epoch: number): EpochColumns {
      const extent = extentOf(run);
      if (!epochs.has(run, epoch)) {
        throw new MikkeError('epoch-missing', { run, epoch, epochs: epochs.count(run) });
      }
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
        // Of a run that goes on, those that were kept are of its earlier epochs.
        removeAggregates(run);
        epochs.add(run, { ...record, seconds: { ...record.seconds, record: 0 } });
        epochColumns.add(extent, epoch, columns);
        const taken = (performance.now() - start) / 1000;
        epochs.addRecordSeconds(run, epoch, taken);
        return taken;
      });
      tallies.add(extent, columns);
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
      });
      tallies.forget(run);
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
        : aggregatesOf(tallies.of(extent));
    },

    /** Whether `runColumn` has its answer without counting the run's epochs. */
    hasRunColumn: (run: number, field: RunField): boolean =>
      isStored(run, field) || tallies.known(run) !== null,

    countRun,

    /** One column over all recorded epochs. */
    runColumn<Field extends RunField>(run: number, field: Field): RunColumn<Field> {
      const extent = extentOf(run);
      return isStored(run, field)
        ? storedColumn(extent, field)
        : runColumnOf(tallies.of(extent), field);
    },

    async dynamics(run: number): Promise<Dynamics> {
      const extent = extentOf(run);
      if (isStored(run, 'margin')) {
        return dynamicsOf((field) => storedColumn(extent, field));
      }
      await countRun(run);
      const tally = tallies.of(extent);
      return dynamicsOf((field) => runColumnOf(tally, field));
    },

    finishRun(run: number, finalWeights: Uint8Array): void {
      const extent = extentOf(run);
      const { samples } = extent;
      const tally = tallies.of(extent);
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
      tallies.forget(run);
    },
  };
}

const dynamicsOf = (
  column: <Field extends RunField>(field: Field) => RunColumn<Field>,
): Dynamics => ({
  firstHidden: column('firstHidden'),
  lastHidden: column('lastHidden'),
  labelProbability: column('labelProbability'),
  variability: column('variability'),
  margin: column('margin'),
});
