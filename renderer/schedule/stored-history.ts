/** A history of documents as text, each track and method once however many documents have it, and back. */
import { z } from 'zod';
import {
  clocks,
  fullScheduleSchema,
  trackNames,
  type Track,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { parseRecipe, type Recipe } from '../../src/core/recipe/recipe.ts';
import { methodIn, type ScheduleDocument } from './document.ts';
import type { History } from './history.ts';
import type { Tracks } from './selection.ts';

/** Browsers keep some five million characters for all that a window remembers. */
const MOST_CHARACTERS = 2_000_000;

const numbers = z.partialRecord(z.enum(trackNames), z.int().min(0));
const storedSchema = z.strictObject({
  version: z.literal(1),
  tracks: z.array(z.unknown()),
  methods: z.array(z.unknown().transform((given) => methodIn(parseRecipe(given)))),
  documents: z.array(
    z.strictObject({
      epochs: z.int().min(1),
      clock: z.enum(clocks).nullable(),
      method: z.int().min(0),
      drawn: numbers,
      muted: numbers,
    }),
  ),
  present: z.int().min(0),
});
type Stored = z.infer<typeof storedSchema>;
const trackSchemas = fullScheduleSchema.shape.tracks.shape;

export function writeHistory({ past, present, future }: History<ScheduleDocument>): string {
  let oldest = 0;
  for (;;) {
    const kept = past.slice(oldest);
    const text = JSON.stringify(stored([...kept, present, ...future], kept.length));
    if (text.length <= MOST_CHARACTERS || oldest === past.length) return text;
    // Of a history that is too long, the older half of what can still be undone goes.
    oldest = Math.ceil((oldest + past.length) / 2);
  }
}

function stored(documents: readonly ScheduleDocument[], present: number): Stored {
  const places = new Map<Track, number>();
  const placeOf = (track: Track): number => {
    const known = places.get(track);
    if (known !== undefined) return known;
    places.set(track, places.size);
    return places.size - 1;
  };
  const methods = new Map<string, number>();
  const methodPlace = (method: ScheduleDocument['method']): number => {
    const text = JSON.stringify(method);
    if (!methods.has(text)) methods.set(text, methods.size);
    return methods.get(text)!;
  };
  const placed = (tracks: Tracks) =>
    Object.fromEntries(
      trackNames.flatMap((name) => {
        const track = tracks[name];
        return track === undefined ? [] : [[name, placeOf(track)]];
      }),
    );
  return {
    version: 1,
    documents: documents.map(({ epochs, schedule, method, muted }) => ({
      epochs,
      method: methodPlace(method),
      clock: schedule?.clock ?? null,
      drawn: placed(schedule?.tracks ?? {}),
      muted: placed(muted),
    })),
    present,
    tracks: [...places.keys()],
    methods: [...methods.keys()].map((text) => JSON.parse(text) as Partial<Recipe>),
  };
}

/** The history that a text holds. */
export const historySchema = storedSchema.transform(
  ({ tracks, methods, documents, present }, context) => {
    const parsed = new Map<string, Track>();
    const trackOf = (name: TrackName, place: number): Track => {
      const key = `${name} ${place}`;
      const known = parsed.get(key);
      if (known !== undefined) return known;
      const { success, data } = trackSchemas[name].safeParse(tracks[place]);
      if (!success) context.addIssue(`track ${place} is no track of the name ${name}`);
      const track = data ?? [];
      parsed.set(key, track);
      return track;
    };
    const restored = (places: Stored['documents'][number]['drawn']): Tracks =>
      Object.fromEntries(
        trackNames.flatMap((name) => {
          const place = places[name];
          return place === undefined ? [] : [[name, trackOf(name, place)]];
        }),
      );
    const methodAt = (place: number): ScheduleDocument['method'] => {
      const method = methods.at(place);
      if (method === undefined) context.addIssue(`method ${place} is missing`);
      return method ?? {};
    };
    const all = documents.map(({ epochs, clock, method, drawn, muted }): ScheduleDocument => ({
      epochs,
      method: methodAt(method),
      schedule: clock === null ? null : { version: 1, clock, tracks: restored(drawn) },
      muted: restored(muted),
    }));
    const found = all.at(present);
    if (found === undefined) {
      context.addIssue('the present document is missing');
      return z.NEVER;
    }
    return { past: all.slice(0, present), present: found, future: all.slice(present + 1) };
  },
);
