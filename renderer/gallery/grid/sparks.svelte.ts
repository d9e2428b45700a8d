/** The losses of the samples in view over the epochs, a few dozen samples at a time. */
import type { Client } from '../../../src/rpc/client.ts';
import type { Output } from '../../../src/rpc/contract.ts';
import { PAGE } from '../../lib/windows.svelte.ts';
import { Wishes } from '../../lib/wishes.svelte.ts';
import type { Look } from './look.svelte.ts';

type Levels = Output<'samples.sparks'>;

/** Divides the places of a page. */
const CHUNK = 64;

const levels = new Wishes<Levels>({
  bytes: 2 ** 20,
  bytesOf: ({ levels }) => levels.byteLength,
  atOnce: 2,
});

/** Lines of all panes; those of panes with the same run are the same. */
export function createSparks() {
  const who = {};
  const keyOf = (look: Look, pane: number, chunk: number) =>
    `${chunk} ${look.shown?.panes[pane].key}`;
  return {
    get version(): number {
      return levels.version;
    },
    /** Asks for those of the places from `first` to `end`, without that, as far as their samples are known. */
    want(look: Look, { first, end }: { first: number; end: number }): void {
      const wishes = (look.shown?.panes ?? []).flatMap(({ shown, query }, pane) => {
        const run = (shown ?? query.moment)?.run;
        if (run === undefined) return [];
        const chunks = [];
        for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < end; chunk++) {
          const page = look.page(pane, chunk * CHUNK);
          if (page === undefined) continue;
          const at = (chunk * CHUNK) % PAGE;
          const samples = page.samples.slice(at, at + CHUNK);
          chunks.push({
            key: keyOf(look, pane, chunk),
            ask: (client: Client) => client.call('samples.sparks', { run, samples }),
          });
        }
        return chunks;
      });
      levels.want(who, wishes);
    },
    release(): void {
      levels.release(who);
    },
    /** A sample's levels; null until they are there. */
    get(look: Look, pane: number, place: number): Uint8Array | null {
      const chunk = levels.get(keyOf(look, pane, Math.floor(place / CHUNK)));
      if (chunk === undefined) return null;
      const epochs = chunk.epochs.length;
      return chunk.levels.subarray((place % CHUNK) * epochs, ((place % CHUNK) + 1) * epochs);
    },
  };
}

export type Sparks = ReturnType<typeof createSparks>;
