/**
 * What the shell tells of the selected sample. Each part is asked for by itself, and stays until the
 * next one is there: of a moment, of the run, or of the sample alone.
 */
import type { Query } from '../../src/core/query/query.ts';
import type { Output } from '../../src/rpc/contract.ts';
import { app } from '../lib/app.svelte.ts';
import { browse } from '../lib/browse.svelte.ts';
import { Latest } from '../lib/latest.svelte.ts';

type Dataset = Output<'project.datasets'>[number];
type Moment = { run: number; sample: number; epoch: number };
type OfDataset = { dataset: number; sample: number };
type OfRun = { run: number; sample: number };

/** Samples times epochs whose losses are read without being asked to: a second or so. */
const QUICK_PLACES = 2 ** 24;

class Told {
  readonly about = new Latest((asked: OfDataset) => app.client.call('dataset.sample', asked));
  readonly story = new Latest((asked: Moment) => app.client.call('samples.story', asked));
  readonly history = new Latest((asked: OfRun) => app.client.call('samples.history', asked));
  readonly places = new Latest((asked: OfRun) => app.client.call('samples.places', asked));
  readonly image = new Latest((asked: OfDataset) => app.client.call('dataset.image', asked));
  /** As the network saw it. */
  readonly seen = new Latest((asked: Moment) => app.client.call('samples.seen', asked));
  /** Where it stands in the order that is browsed. */
  readonly place = new Latest(async (asked: { query: Query; sample: number }) => {
    const [{ place }, { count }] = await Promise.all([
      app.client.call('samples.place', asked),
      app.client.call('samples.find', { query: asked.query }),
    ]);
    return { place, count };
  });
  /** Counts how often what failed was asked for again. */
  #tries = $state(0);
  /** The run whose places are asked for although that takes a while. */
  #patient = $state<number | null>(null);

  dataset = $derived.by(
    (): Dataset | null => app.datasets.find(({ id }) => id === browse.query?.dataset) ?? null,
  );

  /** The selected sample, where the data set has it. */
  sample = $derived.by((): number | null => {
    const { dataset } = this;
    if (dataset === null || app.sample === null) return null;
    return app.sample < dataset.trainCount + dataset.testCount ? app.sample : null;
  });

  isTest = $derived(
    this.dataset !== null && this.sample !== null && this.sample >= this.dataset.trainCount,
  );

  /** The run, where it says something of the sample. */
  run = $derived(
    this.dataset !== null &&
      app.run?.dataset === this.dataset.id &&
      app.run.epochs.length > 0 &&
      this.sample !== null
      ? app.run
      : null,
  );

  /** Whether the whole run is read for the places of its samples only when somebody says so. */
  placesTakeLong = $derived(
    this.run !== null &&
      this.dataset !== null &&
      this.run.epochs.length * this.dataset.trainCount > QUICK_PLACES &&
      this.#patient !== this.run.id,
  );

  /** Whether it is there what the network saw. */
  get sees(): boolean {
    return this.moment !== null;
  }

  /** At the time cursor. */
  moment = $derived.by((): Moment | null => {
    const { run, sample } = this;
    if (run === null || sample === null) return null;
    return { run: run.id, sample, epoch: Math.min(app.epoch, run.epochs.length - 1) };
  });

  /** The same as long as it is the same sample of the same data set. */
  get #who(): string {
    return `${app.project?.path} ${this.dataset?.id} ${this.sample}`;
  }

  /** Each for an effect of its own. */
  readonly follow = [
    () => {
      void this.#tries;
      const { dataset, sample } = this;
      if (dataset === null || sample === null) return;
      this.about.ask({ dataset: dataset.id, sample }, this.#who);
      this.image.ask({ dataset: dataset.id, sample }, this.#who);
    },
    () => {
      void this.#tries;
      const { moment } = this;
      if (moment !== null) this.seen.ask(moment, `${this.#who} ${moment.run}`);
    },
    () => {
      // What a run recorded since is part of it.
      void [this.#tries, app.changes];
      const { moment } = this;
      if (moment === null || this.isTest) return;
      this.story.ask(moment, `${this.#who} ${moment.run}`);
    },
    () => {
      void [this.#tries, this.run?.epochs.length];
      const { run, sample } = this;
      if (run === null || sample === null || this.isTest) return;
      this.history.ask({ run: run.id, sample }, `${this.#who} ${run.id}`);
      if (!this.placesTakeLong) this.places.ask({ run: run.id, sample }, `${this.#who} ${run.id}`);
    },
    () => {
      void [this.#tries, app.changes];
      const { sample } = this;
      const { query } = browse;
      if (query === null || sample === null) return;
      this.place.ask({ query, sample }, query.dataset);
    },
  ];

  /** Asks again for what failed. */
  again = (): void => void this.#tries++;

  /** Works out the places however long that takes. */
  workOutPlaces = (): void => {
    this.#patient = this.run?.id ?? null;
  };
}

export const told = new Told();
