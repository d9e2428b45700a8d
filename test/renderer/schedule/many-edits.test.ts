/** Ten thousand changes of a document, all undone and all redone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipOf, paste } from '../../../renderer/schedule/clip.ts';
import { methodIn, type ScheduleDocument } from '../../../renderer/schedule/document.ts';
import { add } from '../../../renderer/schedule/edit.ts';
import { begin, commit, redo, undo, type History } from '../../../renderer/schedule/history.ts';
import {
  changed,
  insertTime,
  scale,
  setValues,
  shift,
  withLater,
  without,
  type Mark,
  type Tracks,
} from '../../../renderer/schedule/selection.ts';
import { historySchema, writeHistory } from '../../../renderer/schedule/stored-history.ts';
import { randomStream, type RandomStream } from '../../../src/core/random/stream.ts';
import { defaultRecipe } from '../../../src/core/recipe/recipe.ts';
import {
  easings,
  trackNames,
  tracks,
  type Track,
  type TrackName,
} from '../../../src/core/schedule/schedule.ts';
import { END, isValid, picked } from './documents.ts';

const EDITS = 10_000;

const start: ScheduleDocument = {
  epochs: END,
  method: methodIn(defaultRecipe()),
  schedule: {
    version: 1,
    clock: 'epoch',
    tracks: {
      hideFraction: [{ at: 0, value: 0.3, easing: 'hold' }],
      bandwidth: [{ at: 0, value: 1, easing: 'hold' }],
      learningRate: [
        { at: 0, value: 0.1, easing: 'cosine' },
        { at: END, value: 0, easing: 'hold' },
      ],
    },
  },
  muted: {},
};

type Edit = (tracks: Tracks, marks: Mark[], random: RandomStream) => Tracks;
const edits: Edit[] = [
  (tracks, marks, random) => shift(tracks, marks, 20 * random.normal(), END),
  (tracks, marks, random) => shift(tracks, withLater(tracks, marks), random.normal(), END),
  (tracks, marks, random) =>
    scale(tracks, marks, { pivot: random.below(END), factor: random.below(200) / 100, end: END }),
  (tracks, marks, random) => setValues(tracks, marks, (old) => old + random.normal()),
  (tracks, marks, random) =>
    changed(tracks, marks, () => ({ easing: easings[random.below(easings.length)] })),
  (tracks, marks) => without(tracks, marks),
  (tracks, [{ track }], random) => ({
    ...tracks,
    [track]: add(tracks[track]!, random.below(4 * END) / 4).track,
  }),
  (tracks, marks, random) =>
    paste(tracks, clipOf(tracks, marks)!, {
      ...{ at: random.below(END), end: END },
      into: trackNames[random.below(trackNames.length)],
    }).tracks,
  (tracks, _, random) => insertTime(tracks, random.below(END), random.below(9) - 4),
];

function edited(document: ScheduleDocument, random: RandomStream): ScheduleDocument {
  const { tracks } = document.schedule!;
  const marks = picked(
    tracks,
    [0, 1, 2].map(() => random.below(1000)),
  );
  const next = edits[random.below(edits.length)](tracks, marks, random);
  return { ...document, schedule: { ...document.schedule!, tracks: next } };
}

function afterEdits(seed: number, count: number): History<ScheduleDocument> {
  const random = randomStream({ seed, purpose: 'edits' });
  let history = begin(start);
  for (let i = 0; i < count; i++) history = commit(history, edited(history.present, random));
  return history;
}

describe(`${EDITS} random edits`, () => {
  const full = afterEdits(1, EDITS);

  it('end in a valid document, and were valid all along', () => {
    const documents = [...full.past, full.present];
    expect(documents.findIndex(({ schedule }) => !isValid(schedule!.tracks))).toBe(-1);
  });

  it('are undone to where they began, and redone to where they ended', () => {
    let back = full;
    for (let i = 0; i < EDITS; i++) back = undo(back);
    expect(back.present).toBe(start);
    let forward = back;
    for (let i = 0; i < EDITS; i++) forward = redo(forward);
    expect(forward.present).toBe(full.present);
  });
});

describe('a history that is kept over a reload', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), fc.nat(40), (seed, count, undone) => {
        let history = afterEdits(seed, count);
        for (let i = 0; i < undone; i++) history = undo(history);
        expect(historySchema.parse(JSON.parse(writeHistory(history)))).toEqual(history);
      }),
      { numRuns: 30 },
    );
  });

  it('lets its oldest steps go where it is too long for a browser, and never the present', () => {
    const long = afterEdits(2, 9000);
    const text = writeHistory(long);
    expect(text.length).toBeLessThanOrEqual(2_000_000);
    const kept = historySchema.parse(JSON.parse(text));
    expect(kept.present).toEqual(long.present);
    expect(kept.past).toEqual(long.past.slice(long.past.length - kept.past.length));
  });

  describe('of large tracks', () => {
    const keyframes = (name: TrackName, count: number): Track =>
      Array.from({ length: count }, (_, i) => {
        const { min, max } = tracks[name];
        const share = ((i * 7919) % 1000) / 1009;
        return { at: (END * i) / count, value: min + share * (max - min), easing: 'linear' };
      });
    const large = trackNames.map((name) => [name, keyframes(name, 1400)] as const);
    const withTracks = (all: (readonly [TrackName, Track])[]): ScheduleDocument => ({
      ...start,
      schedule: { ...start.schedule!, tracks: Object.fromEntries(all) },
    });
    const drawn = (step: number): ScheduleDocument =>
      withTracks(large.map(([name, track]) => [name, [...track, { ...track[0], at: END + step }]]));
    let history = begin(drawn(0));
    for (let step = 1; step <= 300; step++) history = commit(history, drawn(step));
    let back = history;
    for (let step = 0; step < 150; step++) back = undo(back);

    it.each([
      ['all done', history],
      ['half of it undone', back],
    ])('is written at once, as much of it as there is room for (%s)', (_, long) => {
      const began = performance.now();
      const text = writeHistory(long);
      // All of it, some 150 MB, takes seconds.
      expect(performance.now() - began).toBeLessThan(1500);
      expect(text.length).toBeLessThanOrEqual(2_000_000);
      expect(text.length).toBeGreaterThan(1_000_000);
      const kept = historySchema.parse(JSON.parse(text));
      expect(kept.present).toEqual(long.present);
      expect(kept.past).toEqual(long.past.slice(long.past.length - kept.past.length));
      expect(kept.future).toEqual(long.future.slice(0, kept.future.length));
    });

    it('keeps a present that is too long by itself', () => {
      const only = withTracks(trackNames.map((name) => [name, keyframes(name, 9000)]));
      const kept = historySchema.parse(JSON.parse(writeHistory(commit(history, only))));
      expect(kept).toEqual(begin(only));
    });
  });

  it.each([
    ['another version', { version: 2, tracks: [], methods: [], documents: [], present: 0 }],
    ['no present', { version: 1, tracks: [], methods: [], documents: [], present: 0 }],
    [
      'a track that is not there',
      {
        version: 1,
        tracks: [],
        methods: [{}],
        documents: [{ epochs: 5, clock: 'epoch', method: 0, drawn: { tau: 3 }, muted: {} }],
        present: 0,
      },
    ],
  ])('is not taken from %s', (_, stored) => {
    expect(historySchema.safeParse(stored).success).toBe(false);
  });
});
