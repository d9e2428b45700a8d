/** The tallies of runs: of the one that is recorded, and of the one that was counted from its epochs last. */
import type { EpochColumns } from '../core/record/run.ts';
import type { Connections } from './connections.ts';
import { emptyColumns, type EpochColumnStore, type Extent } from './stores/epoch-columns.ts';
import { epochStore } from './stores/epochs.ts';
import { addEpoch, newTally, type Tally } from './tally.ts';
import { turns } from './turns.ts';

/** For ImageNet it takes 60 MB. */
type Kept = {
  run: number;
  tally: Tally;
  /** Of the epochs that it has counted. */
  marks: number[];
};

export function talliesOf(connections: Connections, epochColumns: EpochColumnStore) {
  const epochs = epochStore(connections);
  let recorded: Kept | null = null;
  let counted: Kept | null = null;
  /** What was recorded last, until there is time to count it. */
  let waiting: { extent: Extent; columns: EpochColumns; marks: number[] } | null = null;

  const begin = ({ run, samples }: Extent): Kept => ({ run, tally: newTally(samples), marks: [] });

  /** Whether what was counted are the first epochs of the run as they are now. */
  const isOf = (kept: Kept | null, run: number, marks: number[]): kept is Kept =>
    kept?.run === run && kept.marks.every((mark, epoch) => mark === marks[epoch]);

  function add(kept: Kept, columns: EpochColumns, mark: number): void {
    addEpoch(kept.tally, columns);
    kept.marks.push(mark);
  }

  function catchUp(): void {
    if (waiting === null) return;
    const { extent, columns, marks } = waiting;
    waiting = null;
    const epoch = marks.length - 1;
    const before = [recorded, counted].find(
      (kept) => isOf(kept, extent.run, marks) && kept.tally.epochs === epoch,
    );
    if (before === undefined && epoch !== 0) return;
    recorded = before ?? begin(extent);
    if (counted === recorded) counted = null;
    add(recorded, columns, marks[epoch]);
  }

  /** What is known already, if it is of all recorded epochs. */
  function known(run: number): Tally | null {
    catchUp();
    const marks = epochs.marks(run);
    const whole = [recorded, counted].find(
      (kept) => isOf(kept, run, marks) && kept.tally.epochs === marks.length,
    );
    return whole?.tally ?? null;
  }

  /** Counts what is recorded, in steps. @throws Damage */
  function* counting(extent: Extent): Generator<void, Tally> {
    const { run, samples } = extent;
    // It goes on from what was counted before, which nobody else may go on from meanwhile.
    let kept = isOf(counted, run, epochs.marks(run)) ? counted : begin(extent);
    counted = null;
    for (;;) {
      const marks = epochs.marks(run);
      // Some were taken back meanwhile.
      if (!isOf(kept, run, marks)) kept = begin(extent);
      const epoch = kept.tally.epochs;
      if (epoch >= marks.length) break;
      const columns = emptyColumns(extent, samples);
      try {
        yield* epochColumns.reading(extent, epoch, columns);
      } catch (error) {
        if (epochs.marks(run)[epoch] === marks[epoch]) throw error;
        continue;
      }
      if (epochs.marks(run)[epoch] === marks[epoch]) add(kept, columns, marks[epoch]);
    }
    counted = kept;
    return kept.tally;
  }

  return {
    known,

    /** Takes in the epoch that was just recorded, once the answer to whoever did it is on its way. */
    add(extent: Extent, columns: EpochColumns): void {
      catchUp();
      waiting = { extent, columns, marks: epochs.marks(extent.run) };
      setImmediate(catchUp);
    },

    /** Counts at once where it is not known. @throws Damage */
    of(extent: Extent): Tally {
      const tally = known(extent.run);
      if (tally !== null) return tally;
      const steps = counting(extent);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    },

    /** The same, while others pass. @throws Damage */
    async count(extent: Extent): Promise<Tally> {
      const tally = known(extent.run);
      if (tally !== null) return tally;
      const pause = turns();
      const steps = counting(extent);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        await pause();
      }
    },

    /** Epochs of the run were taken back, or none will follow. */
    forget(run: number): void {
      if (waiting?.extent.run === run) waiting = null;
      if (recorded?.run === run) recorded = null;
      if (counted?.run === run) counted = null;
    },
  };
}
