/** Keyframes that were copied: as text, so that they go between tracks, recipes and windows. */
import { z } from 'zod';
import {
  easings,
  trackNames,
  type Keyframe,
  type TrackName,
} from '../../src/core/schedule/schedule.ts';
import { clean } from './geometry.ts';
import { inRange, laidOver, marksAt, type Mark, type Tracks } from './selection.ts';

const MOST_KEYFRAMES = 100_000;

const keyframes = z
  .array(
    z.strictObject({
      /** After the first one of the clip. */
      at: z.number().min(0),
      value: z.number(),
      easing: z.enum(easings),
    }),
  )
  .min(1)
  .max(MOST_KEYFRAMES);

const clipSchema = z.strictObject({
  mikke: z.literal('keyframes'),
  version: z.literal(1),
  tracks: z.partialRecord(z.enum(trackNames), keyframes),
});
export type Clip = z.infer<typeof clipSchema>;

/** The selected keyframes; null where nothing is selected. */
export function clipOf(tracks: Tracks, marks: readonly Mark[]): Clip | null {
  const copied: Clip['tracks'] = {};
  for (const { track, index } of [...marks].sort((one, other) => one.index - other.index)) {
    const keyframe = tracks[track]?.at(index);
    if (keyframe !== undefined) (copied[track] ??= []).push(keyframe);
  }
  const all = Object.values(copied).flat();
  if (all.length === 0) return null;
  const first = all.reduce((least, { at }) => Math.min(least, at), Infinity);
  for (const name of trackNames) {
    const some = copied[name];
    if (some !== undefined)
      copied[name] = some.map((keyframe) => ({ ...keyframe, at: clean(keyframe.at - first) }));
  }
  return { mikke: 'keyframes', version: 1, tracks: copied };
}

const KEY = 'mikke.keyframes';

/** Keeps a clip for every window of the app, and as text for other programs. */
export function keepClip(clip: Clip): void {
  const text = JSON.stringify(clip);
  window.localStorage.setItem(KEY, text);
  // Without the permission only the app's own windows can paste it.
  void navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** What was copied last, in whichever window; null where nothing was. */
export const keptClip = (): Clip | null => readClip(window.localStorage.getItem(KEY) ?? '');

/** What a text holds; null where it is no clip. */
export function readClip(text: string): Clip | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = clipSchema.safeParse(json);
  return parsed.success && Object.keys(parsed.data.tracks).length > 0 ? parsed.data : null;
}

/**
 * Lays a clip over the tracks from a time on. The keyframes of a single track go into `into` where
 * that is given, with their values brought into its range; those of several go into tracks of their
 * own names. What is laid beyond `end` is left out.
 */
export function paste(
  tracks: Tracks,
  clip: Clip,
  { at, end, into }: { at: number; end: number; into: TrackName | null },
): { tracks: Tracks; marks: Mark[] } {
  const sources = Object.keys(clip.tracks) as TrackName[];
  const result = { ...tracks };
  const marks: Mark[] = [];
  for (const source of sources) {
    const target = sources.length === 1 && into !== null ? into : source;
    const laid: Keyframe[] = (clip.tracks[source] ?? [])
      .map((keyframe) => ({
        ...keyframe,
        at: clean(at + keyframe.at),
        value: inRange(target, keyframe.value),
      }))
      .filter((keyframe) => keyframe.at <= end);
    if (laid.length === 0) continue;
    const track = laidOver(result[target] ?? [], laid);
    result[target] = track;
    marks.push(
      ...marksAt(
        target,
        track,
        laid.map((keyframe) => keyframe.at),
      ),
    );
  }
  return { tracks: result, marks };
}
