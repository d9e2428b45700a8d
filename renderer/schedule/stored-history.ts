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

/**
 * The history as far as there is room: the present, which is always kept, then what was undone of it,
 * from the nearest on, and then the past, from the newest on.
 */
export function writeHistory({ past, present, future }: History<ScheduleDocument>): string {
  const room = newRoom();
  room.take(present);
  const fitting = (documents: readonly ScheduleDocument[]): number => {
    const over = documents.findIndex((document) => !room.fits(document));
    return over === -1 ? documents.length : over;
  };
  const later = future.slice(0, fitting(future));
  const earlier = past.slice(past.length - fitting(past.toReversed()));
  return JSON.stringify(stored([...earlier, present, ...later], earlier.length));
}

/** More characters than stand around the documents, tracks and methods. */
const AROUND = 100;
/** No place of a track or a method has more digits. */
const PLACE = 999_999;

/** Counts what documents take before they are written, so that a long history is not written to be cut. */
function newRoom() {
  const counted = new Set<Track | string>();
  let left = MOST_CHARACTERS - AROUND;

  /** What the document adds to those that were taken: tracks and methods of theirs are there already. */
  function addedBy({ epochs, schedule, method, muted }: ScheduleDocument) {
    const given = [schedule?.tracks ?? {}, muted].map((tracks) =>
      trackNames.flatMap((name) => {
        const track = tracks[name];
        return track === undefined ? [] : [{ name, track }];
      }),
    );
    const [drawn, putAside] = given.map((tracks) =>
      Object.fromEntries(tracks.map(({ name }) => [name, PLACE])),
    );
    const places = {
      ...{ epochs, method: PLACE, clock: schedule?.clock ?? null },
      ...{ drawn, muted: putAside },
    };
    const parts = new Set([JSON.stringify(method), ...given.flat().map(({ track }) => track)]);
    const added = [...parts].filter((part) => !counted.has(part));
    const texts = added.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
    const characters = [JSON.stringify(places), ...texts].map(({ length }) => length + 1);
    return { added, characters: characters.reduce((sum, one) => sum + one, 0) };
  }

  function take(document: ScheduleDocument, { added, characters } = addedBy(document)): void {
    for (const part of added) counted.add(part);
    left -= characters;
  }

  return {
    take,
    /** Takes a document where there is room for it. */
    fits(document: ScheduleDocument): boolean {
      const adds = addedBy(document);
      if (adds.characters > left) return false;
      take(document, adds);
      return true;
    },
  };
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
