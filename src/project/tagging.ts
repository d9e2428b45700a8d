/** What people say of samples, and every change of it as an edit that can be undone and done again. */
import { MikkeError } from '../core/errors/error.ts';
import {
  bitsetBytes,
  countBits,
  countCommonBits,
  hasBit,
  packIndices,
  setBits,
} from '../core/ledger/bits.ts';
import type { Selection } from '../core/query/selection.ts';
import {
  MOST_TAGS,
  type SampleEdit,
  type SampleLabels,
  type TagList,
} from '../core/record/tags.ts';
import type { Connections } from './connections.ts';
import { noteStore } from './stores/notes.ts';
import { sampleEditLog, type LoggedEdit } from './stores/sample-edits.ts';
import { sampleVersions } from './stores/sample-versions.ts';
import { tagStore } from './stores/tags.ts';

type Known = {
  samplesOf(dataset: number): number;
  /** The samples that are meant, each once. */
  selected(selection: Selection): Promise<Uint32Array>;
  /** One bit a sample, not to be changed; null for a tag that is on none. */
  tagBits(dataset: number, tag: string): Uint8Array | null;
};

export function tagging(connections: Connections, { samplesOf, selected, tagBits }: Known) {
  const { transaction } = connections;
  const tags = tagStore(connections, samplesOf);
  const notes = noteStore(connections);
  const log = sampleEditLog(connections, samplesOf);
  const versions = sampleVersions(connections);

  /** Turning bits over does and undoes a change of a tag alike. */
  function turnOver(dataset: number, tag: string, changed: Uint8Array): void {
    const bits = tags.current(dataset, tag);
    for (let byte = 0; byte < bits.length; byte++) bits[byte] ^= changed[byte];
    tags.put(dataset, tag, bits);
  }

  function again(dataset: number, logged: LoggedEdit, undone: boolean): SampleEdit {
    const { id, edit, changed } = logged;
    transaction(() => {
      if (edit.kind === 'tag') turnOver(dataset, edit.tag, changed());
      else notes.put(dataset, edit.sample, undone ? edit.before : edit.after);
      log.mark(id, undone);
      versions.count(dataset);
    });
    return edit;
  }

  return {
    sampleVersions: versions.sampleVersions,

    async tagSamples(
      selection: Selection,
      tag: string,
      set: boolean,
      by: string,
    ): Promise<{ changed: number }> {
      const { dataset } = selection.query;
      const chosen = packIndices(await selected(selection), samplesOf(dataset));
      return transaction(() => {
        const bits = tags.current(dataset, tag);
        for (let byte = 0; byte < bits.length; byte++) {
          chosen[byte] &= set ? ~bits[byte] : bits[byte];
        }
        const count = countBits(chosen);
        if (count === 0) return { changed: 0 };
        const known = tags.tags(dataset);
        if (set && known.length >= MOST_TAGS && !known.some(({ name }) => name === tag)) {
          throw new MikkeError('too-many-tags', { tag, most: MOST_TAGS });
        }
        turnOver(dataset, tag, chosen);
        log.add(dataset, { kind: 'tag', tag, set, count }, chosen, by);
        versions.count(dataset);
        return { changed: count };
      });
    },

    noteSample(dataset: number, sample: number, text: string, by: string): void {
      const samples = samplesOf(dataset);
      if (sample >= samples) {
        const expected = `one of the ${samples} samples of the data set, from 0 on`;
        throw new MikkeError('bad-value', { key: 'The sample', value: String(sample), expected });
      }
      transaction(() => {
        const before = notes.note(dataset, sample);
        if (before === text) return;
        notes.put(dataset, sample, text);
        log.add(dataset, { kind: 'note', sample, before, after: text }, null, by);
        versions.count(dataset);
      });
    },

    /** What was undone; null where nothing is left to undo. */
    undoSamples(dataset: number): SampleEdit | null {
      const logged = log.lastDone(dataset);
      return logged && again(dataset, logged, true);
    },
    redoSamples(dataset: number): SampleEdit | null {
      const logged = log.firstUndone(dataset);
      return logged && again(dataset, logged, false);
    },

    tagList: (dataset: number): TagList => ({
      tags: tags.tags(dataset),
      undo: log.lastDone(dataset)?.edit ?? null,
      redo: log.firstUndone(dataset)?.edit ?? null,
    }),

    async chosenTags(selection: Selection): Promise<{ count: number; tags: TagList['tags'] }> {
      const { dataset } = selection.query;
      const samples = await selected(selection);
      const chosen = packIndices(samples, samplesOf(dataset));
      const among = tags.tags(dataset).map(({ name }) => ({
        name,
        count: commonWith(chosen, tagBits(dataset, name)),
      }));
      return { count: samples.length, tags: among.filter(({ count }) => count > 0) };
    },

    sampleLabels: (dataset: number, sample: number): SampleLabels => ({
      tags: tags
        .tags(dataset)
        .map(({ name }) => name)
        .filter((name) => hasBit(tagBits(dataset, name) ?? new Uint8Array(), sample)),
      note: notes.note(dataset, sample),
    }),

    carryTags(from: number, to: number, places: Uint32Array): void {
      transaction(() => {
        // It was there already, and people may have changed it since.
        if (versions.version(to) > 0) return;
        for (const { name } of tags.tags(from)) {
          const bits = tagBits(from, name);
          if (bits === null) continue;
          const carried = new Uint8Array(bitsetBytes(places.length));
          places.forEach((place, sample) => {
            if (hasBit(bits, place)) carried[sample >>> 3] |= 1 << (sample & 7);
          });
          tags.put(to, name, carried);
        }
        const noted = notes.notes(from);
        places.forEach((place, sample) => {
          const note = noted.get(place);
          if (note !== undefined) notes.put(to, sample, note);
        });
        versions.count(to);
      });
    },

    /** The samples that have a tag, ascending. */
    taggedSamples(dataset: number, tag: string): Uint32Array {
      const bits = tagBits(dataset, tag);
      return bits === null ? new Uint32Array() : setBits(bits);
    },
  };
}

const commonWith = (chosen: Uint8Array, bits: Uint8Array | null): number =>
  bits === null ? 0 : countCommonBits(chosen, bits);
