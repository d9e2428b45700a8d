/** The scores that the data set has, to filter and to sort by. */
import type { Output } from '../../../src/rpc/contract.ts';
import { app } from '../../lib/app.svelte.ts';
import { browse } from '../../lib/browse.svelte.ts';
import { Latest } from '../../lib/latest.svelte.ts';

type List = Output<'scores.list'>;

class Scores {
  readonly #latest = new Latest((dataset: number) => app.client.call('scores.list', { dataset }));

  /** For an effect of what shows them. */
  follow(): void {
    const { dataset } = browse;
    void app.changes;
    if (dataset !== null) this.#latest.ask(dataset.id, `${app.project?.path} ${dataset.id}`);
  }

  get list(): List {
    return this.#latest.shown?.answer ?? [];
  }
}

export const scores = new Scores();
