/** Tags and scores that the data set has, for what is chosen of them. */
import { app } from '../../lib/app.svelte.ts';
import { browse } from '../../lib/browse.svelte.ts';
import { Latest } from '../../lib/latest.svelte.ts';

type Known = { tags: readonly string[]; scores: readonly { name: string; description: string }[] };

const none: Known = { tags: [], scores: [] };

class KnownOfDataset {
  readonly #latest = new Latest(async (dataset: number): Promise<Known> => {
    const [{ tags }, scores] = await Promise.all([
      app.client.call('tags.list', { dataset }),
      app.client.call('scores.list', { dataset }),
    ]);
    return { tags: tags.map(({ name }) => name), scores };
  });

  /** For an effect of what shows them. */
  follow(): void {
    const { dataset } = browse;
    void app.changes;
    if (dataset !== null) this.#latest.ask(dataset.id, `${app.project?.path} ${dataset.id}`);
  }

  get current(): Known {
    return this.#latest.shown?.answer ?? none;
  }
}

export const known = new KnownOfDataset();
