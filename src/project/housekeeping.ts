import type { OpenProject } from './open.ts';
import type { EpochColumnStore, Extent } from './stores/epoch-columns.ts';

/**
 * What is done when nobody waits: recorded epochs are packed, a chunk at a time, so that a question
 * waits for one chunk at most, and the log is moved into the file. Nothing is lost when it does not
 * come to that: readers take raw chunks too, and what is left is packed when the project is opened
 * for writing again.
 */
export function housekeeping(
  project: OpenProject,
  columns: EpochColumnStore,
  extentOf: (run: number) => Extent,
) {
  let scheduled: NodeJS.Immediate | null = null;
  let work: Iterator<void> | null = null;

  /** Packs every raw chunk of the runs; yields after each. */
  function* pack(runs: number[]): Generator<void, void> {
    for (const run of runs) {
      const extent = extentOf(run);
      let at = { epoch: -1, chunk: 0 };
      for (;;) {
        const next = columns.nextRaw(run, at.epoch, at.chunk);
        if (next === undefined) break;
        columns.pack(extent, next.epoch, next.chunk);
        at = next;
        yield;
      }
    }
  }

  function step(): void {
    scheduled = null;
    try {
      work ??= pack(columns.runsToPack());
      if (work.next().done !== true) {
        scheduled = setImmediate(step);
        return;
      }
      project.checkpoint();
    } catch {
      // A full disk or a damaged chunk: the columns stay as they are, and whoever reads them hears of it.
    }
    work = null;
  }

  return {
    schedule(this: void): void {
      if (project.access === 'write') scheduled ??= setImmediate(step);
    },
    /** Packs what is left of a run at once. */
    finish(run: number): void {
      try {
        for (const _ of pack([run]));
      } catch {
        // As above: the run is finished, packed or not.
      }
    },
    stop(): void {
      if (scheduled !== null) clearImmediate(scheduled);
      scheduled = null;
    },
  };
}
