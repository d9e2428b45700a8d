/** What people say of samples: the tags of the data set that is browsed, and what undo and redo would do. */
import { bySample } from '../../src/core/query/query.ts';
import type { Selection } from '../../src/core/query/selection.ts';
import { editWords, type TagList } from '../../src/core/record/tags.ts';
import { app } from './app.svelte.ts';
import { browse } from './browse.svelte.ts';
import { formatNumber } from './format.ts';
import { whyReadOnly } from './read-only.ts';

/** One sample by its number. */
export const oneSample = (dataset: number, sample: number): Selection => ({
  query: {
    ...{ dataset, moment: null, sort: bySample },
    filter: { field: 'samples', ranges: [[sample, sample]] },
  },
  ranges: null,
});

const none: TagList = { tags: [], undo: null, redo: null };

class Tagging {
  /** That is browsed; a number, so that another filter or moment of it asks for nothing anew. */
  readonly #dataset = $derived(browse.dataset?.id ?? null);
  #list = $state.raw<TagList & { dataset: number | null }>({ dataset: null, ...none });
  /** What was done last, as a sentence. */
  said = $state<string | null>(null);

  list = $derived<TagList>(this.#list.dataset === this.#dataset ? this.#list : none);
  names = $derived(this.list.tags.map(({ name }) => name));

  whyNoUndo = $derived(
    whyReadOnly(app.project) ??
      (this.list.undo === null ? 'No tag or note was changed yet.' : null),
  );
  whyNoRedo = $derived(
    whyReadOnly(app.project) ??
      (this.list.redo === null ? 'No change of a tag or note was undone.' : null),
  );

  /** Within an effect: asks for the tags, and again whenever they may have changed. */
  follow(): void {
    const dataset = this.#dataset;
    void app.changes;
    if (dataset === null || app.connection !== 'open') return;
    app.client
      .call('tags.list', { dataset })
      .then((list) => {
        if (dataset === this.#dataset) this.#list = { dataset, ...list };
      })
      .catch((error: unknown) => app.report(error));
  }

  async tag(selection: Selection, tag: string, set: boolean): Promise<void> {
    const { changed } = await app.client.call('samples.tag', { selection, tag, set });
    this.said =
      changed === 0
        ? `No sample had to be changed: “${tag}” is ${set ? 'on all of them' : 'on none of them'}.`
        : `“${tag}” ${set ? 'on' : 'off'} ${formatNumber(changed, 'sample')}.`;
  }

  async note(dataset: number, sample: number, text: string): Promise<void> {
    await app.client.call('samples.note', { dataset, sample, text });
    this.said = `Note of sample ${sample} ${text === '' ? 'removed' : 'saved'}.`;
  }

  undo = (): Promise<void> => this.#again('samples.undo', 'Undone');
  redo = (): Promise<void> => this.#again('samples.redo', 'Done again');

  async #again(call: 'samples.undo' | 'samples.redo', word: string): Promise<void> {
    const dataset = this.#dataset;
    if (dataset === null) return;
    const { edit } = await app.client.call(call, { dataset });
    this.said = edit === null ? null : `${word}: ${editWords(edit)}.`;
  }
}

export const tagging = new Tagging();
