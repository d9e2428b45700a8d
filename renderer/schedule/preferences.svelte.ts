/** How a person likes to edit: kept for every project of this browser or app. */
import { z } from 'zod';
import { trackNames, type TrackName } from '../../src/core/schedule/schedule.ts';
import type { ValueAxis } from './geometry.ts';

export const modes = ['curves', 'table', 'text'] as const;

const schema = z.strictObject({
  /** Draw keyframes to epochs, edges and values that mean something. */
  snap: z.boolean(),
  /** Move what stands later along. */
  ripple: z.boolean(),
  /** Show tracks that the recipe does not read, too. */
  allTracks: z.boolean(),
  mode: z.enum(modes),
  /** Tracks whose values are drawn on a logarithmic axis. */
  logarithmic: z.array(z.enum(trackNames)),
});
type Values = z.infer<typeof schema>;

const KEY = 'mikke.schedule-preferences';
const usual: Values = {
  snap: true,
  ripple: false,
  allTracks: false,
  mode: 'curves',
  logarithmic: [],
};

function read(): Values {
  try {
    return schema.parse(JSON.parse(window.localStorage.getItem(KEY) ?? ''));
  } catch {
    // Nothing is kept yet, or another version kept something else.
    return usual;
  }
}

class Preferences {
  #values = $state.raw(read());
  snap = $derived(this.#values.snap);
  ripple = $derived(this.#values.ripple);
  allTracks = $derived(this.#values.allTracks);
  mode = $derived(this.#values.mode);

  set(changes: Partial<Values>): void {
    this.#values = { ...this.#values, ...changes };
    window.localStorage.setItem(KEY, JSON.stringify(this.#values));
  }

  kindOf(track: TrackName): ValueAxis['kind'] {
    return this.#values.logarithmic.includes(track) ? 'log' : 'linear';
  }

  setKind(track: TrackName, kind: ValueAxis['kind']): void {
    const others = this.#values.logarithmic.filter((name) => name !== track);
    this.set({ logarithmic: kind === 'log' ? [...others, track] : others });
  }
}

export const preferences = new Preferences();
