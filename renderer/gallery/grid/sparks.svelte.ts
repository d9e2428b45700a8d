/** The losses of the samples in view over the epochs of a run; those from before stay until newer ones are there. */
import { untrack } from 'svelte';
import { app } from '../../lib/app.svelte.ts';
import { MikkeError } from '../../../src/core/errors/error.ts';

/** Samples that are kept of each run; a screen shows a few hundred that are large enough. */
const KEPT = 8192;
const ASKED_AT_ONCE = 256;

type Line = { levels: Uint8Array; recorded: number };
type Wish = { run: number; samples: readonly number[] };

class Sparks {
  #version = $state(0);
  #project: string | null = null;
  /** By run and sample, in the order in which they came. */
  readonly #lines = new Map<number, Map<number, Line>>();
  #wanted: readonly Wish[] = [];
  #asking = false;

  get version(): number {
    return this.#version;
  }

  /** Asks for the lines of samples; in an effect, again when a further epoch is recorded. */
  want(wanted: readonly Wish[]): void {
    void [app.runs, app.connection];
    const project = app.project?.path ?? null;
    untrack(() => {
      if (project !== this.#project) this.#lines.clear();
      this.#project = project;
      this.#wanted = wanted;
      void this.#ask();
    });
  }

  /** Shares of the logarithmic axis from 0 to 255; null until they are there. */
  levels(run: number, sample: number): Uint8Array | null {
    return this.#lines.get(run)?.get(sample)?.levels ?? null;
  }

  /** The next samples without a line of all recorded epochs. */
  #next() {
    for (const { run, samples } of this.#wanted) {
      const recorded = app.runs.find(({ id }) => id === run)?.epochs.length ?? 0;
      const lines = this.#lines.get(run);
      const lacking = samples.filter((sample) => lines?.get(sample)?.recorded !== recorded);
      if (recorded > 0 && lacking.length > 0) {
        return { run, recorded, samples: Uint32Array.from(lacking.slice(0, ASKED_AT_ONCE)) };
      }
    }
    return null;
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      for (let next = this.#next(); next !== null; next = this.#next()) {
        if (app.connection !== 'open') break;
        const project = this.#project;
        const { run, samples, recorded } = next;
        const { epochs, levels } = await app.client.call('samples.sparks', { run, samples });
        if (project === this.#project) this.#keep(run, samples, levels, epochs.length, recorded);
      }
    } catch (error) {
      // What was lost with the connection is asked for again when there is one.
      const lost = error instanceof MikkeError && error.code === 'connection-lost';
      if (!lost) {
        this.#wanted = [];
        app.report(error);
      }
    } finally {
      this.#asking = false;
    }
  }

  #keep(
    run: number,
    samples: Uint32Array,
    levels: Uint8Array,
    epochs: number,
    recorded: number,
  ): void {
    const lines = this.#lines.get(run) ?? new Map<number, Line>();
    this.#lines.set(run, lines);
    samples.forEach((sample, i) => {
      lines.delete(sample);
      lines.set(sample, { levels: levels.subarray(i * epochs, (i + 1) * epochs), recorded });
    });
    for (const sample of lines.keys()) {
      if (lines.size <= KEPT) break;
      lines.delete(sample);
    }
    this.#version++;
  }
}

export const sparks = new Sparks();
