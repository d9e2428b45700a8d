/**
 * What is known of the samples of the run that is shown: columns by epoch, labels, aggregates and
 * histories. What was asked for once is not asked for again while it is in use, and
 * what is shown stays until its successor is there, so that nothing blinks.
 */
import { untrack } from 'svelte';
import type { Output } from '../../src/rpc/contract.ts';
import { Answers } from './answers.svelte.ts';
import { app } from './app.svelte.ts';
import { factsOf } from './facts.ts';

type Columns = Output<'samples.columns'>;
type Aggregates = Output<'samples.aggregates'>;
type History = Output<'samples.history'>;

const MEBIBYTE = 2 ** 20;
/** Epochs that are fetched ahead while the time cursor plays. */
const AHEAD_EPOCHS = 4;

const bytesOf = (arrays: object): number =>
  Object.values(arrays).reduce<number>(
    (sum, array) => sum + (ArrayBuffer.isView(array) ? array.byteLength : 0),
    0,
  );

/** All that is shown of one epoch. */
export type Shown = {
  project: string;
  run: number;
  epoch: number;
  columns: Columns;
  /** Of the epoch before; null at epoch 0. */
  before: Columns | null;
  /** One byte a sample, as in lib/facts.ts. */
  facts: Uint8Array;
};

class Samples {
  /** At the time cursor, or what was there until that is loaded. */
  shown = $state.raw<Shown | null>(null);
  /** The run's class numbers by sample. */
  labels = $state.raw<Uint16Array | null>(null);
  /** Over all recorded epochs. */
  aggregates = $state.raw<Aggregates | null>(null);
  /** The samples of the gallery in its order: what the next and the previous sample are. */
  order = $state.raw<Uint32Array | null>(null);

  readonly #columns = new Answers<Columns>(96 * MEBIBYTE, bytesOf);
  readonly #labels = new Answers<Uint16Array>(16 * MEBIBYTE, (labels) => labels.byteLength);
  readonly #aggregates = new Answers<Aggregates>(32 * MEBIBYTE, bytesOf);
  readonly #histories = new Answers<History>(4 * MEBIBYTE, bytesOf);

  /** The epoch that is waited for, where it is not the one that is shown. */
  loading = $derived.by((): number | null => {
    if (app.run === null || app.run.epochs.length === 0) return null;
    const here = this.shown?.run === app.run.id && this.shown.epoch === this.#epoch;
    return here ? null : this.#epoch;
  });

  /** Why the epoch at the time cursor, the labels or the aggregates cannot be shown. */
  failure = $derived.by((): string | null => {
    const { run } = app;
    if (run === null || run.epochs.length === 0) return null;
    return (
      this.#columns.failure(this.#key(run.id, this.#epoch)) ??
      this.#columns.failure(this.#key(run.id, this.#epoch - 1)) ??
      this.#labels.failure(this.#key(run.dataset)) ??
      this.#aggregates.failure(this.#key(run.id, run.epochs.length))
    );
  });

  /** The time cursor, within what the run has recorded. */
  get #epoch(): number {
    return Math.min(app.epoch, app.lastEpoch);
  }

  #key(...parts: (string | number)[]): string {
    return [app.project?.path, ...parts].join('|');
  }

  /** Follows run and time cursor; for an effect of each view that shows samples. */
  follow(): void {
    const { run, connection } = app;
    const project = app.project?.path;
    if (project === undefined || run === null || run.epochs.length === 0) {
      this.shown = null;
      this.aggregates = null;
      return;
    }
    const epoch = this.#epoch;
    if (connection === 'open') {
      const ahead = app.playing ? AHEAD_EPOCHS : 1;
      const last = Math.min(run.epochs.length - 1, epoch + ahead);
      this.#columns.keep(new Set([this.#key(run.id, epoch), this.#key(run.id, epoch - 1)]));
      this.#askColumns(run.id, epoch);
      if (epoch > 0) this.#askColumns(run.id, epoch - 1);
      for (let next = epoch + 1; next <= last; next++) this.#askColumns(run.id, next);
      void this.#labels.ask(this.#key(run.dataset), () =>
        app.client.call('dataset.labels', { dataset: run.dataset }),
      );
      void this.#aggregates.ask(this.#key(run.id, run.epochs.length), () =>
        app.client.call('samples.aggregates', { run: run.id }),
      );
    }

    const columns = this.#columns.get(this.#key(run.id, epoch));
    const before = epoch === 0 ? null : this.#columns.get(this.#key(run.id, epoch - 1));
    const labels = this.#labels.get(this.#key(run.dataset));
    const aggregates = this.#aggregates.get(this.#key(run.id, run.epochs.length));
    untrack(() => {
      // Of another run nothing may stay: its facts would be taken for this one's.
      if (this.shown !== null && (this.shown.run !== run.id || this.shown.project !== project)) {
        this.shown = null;
        this.labels = null;
        this.aggregates = null;
        this.order = null;
      }
      if (labels !== undefined) this.labels = labels;
      if (aggregates !== undefined) this.aggregates = aggregates;
      const { shown } = this;
      if (columns === undefined || before === undefined || shown?.columns === columns) return;
      const facts = factsOf(columns, before);
      this.shown = { project, run: run.id, epoch, columns, before, facts };
    });
  }

  /** Asks again for what failed. */
  retry(): void {
    this.#columns.forgetFailures();
    this.#labels.forgetFailures();
    this.#aggregates.forgetFailures();
    this.#histories.forgetFailures();
    this.follow();
  }

  #askColumns(run: number, epoch: number): void {
    void this.#columns.ask(this.#key(run, epoch), () =>
      app.client.call('samples.columns', { run, epoch }),
    );
  }

  /** A sample through every recorded epoch; asks for it, in an effect. */
  followHistory(sample: number): { history: History | null; failure: string | null } {
    const { run, connection } = app;
    if (run === null) return { history: null, failure: null };
    const key = this.#key(run.id, 'sample', sample, run.epochs.length);
    if (connection === 'open') {
      void this.#histories.ask(key, () =>
        app.client.call('samples.history', { run: run.id, sample }),
      );
    }
    return { history: this.#histories.get(key) ?? null, failure: this.#histories.failure(key) };
  }

  /** Selects the next or previous sample in the gallery's order; by number where there is none. */
  step(by: 1 | -1): void {
    const count = this.shown?.columns.loss.length ?? 0;
    if (count === 0) return;
    const { order } = this;
    if (order === null) {
      app.selectSample(Math.min(count - 1, Math.max(0, (app.sample ?? -by) + by)));
      return;
    }
    if (order.length === 0) return;
    const at = app.sample === null ? -1 : order.indexOf(app.sample);
    const next = at === -1 ? (by === 1 ? 0 : order.length - 1) : at + by;
    if (next >= 0 && next < order.length) app.selectSample(order[next]);
  }
}

export const samples = new Samples();
