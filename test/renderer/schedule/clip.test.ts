import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipOf, paste, readClip } from '../../../renderer/schedule/clip.ts';
import type { Tracks } from '../../../renderer/schedule/selection.ts';
import { anyTracks, END, isValid, picked, picks } from './documents.ts';

const tracks: Tracks = {
  hideFraction: [
    { at: 4, value: 0.3, easing: 'linear' },
    { at: 10, value: 0.1, easing: 'hold' },
  ],
  magnitude: [{ at: 0, value: 9, easing: 'hold' }],
};
const both = [0, 1].map((index) => ({ track: 'hideFraction' as const, index }));

describe('a copy', () => {
  it('begins at 0, and keeps distances, values and easings', () => {
    expect(clipOf(tracks, both)?.tracks).toEqual({
      hideFraction: [
        { at: 0, value: 0.3, easing: 'linear' },
        { at: 6, value: 0.1, easing: 'hold' },
      ],
    });
  });

  it('of nothing is none', () => {
    expect(clipOf(tracks, [])).toBeNull();
  });

  it('is what its text is read to', () => {
    fc.assert(
      fc.property(anyTracks, picks, (given, some) => {
        const clip = clipOf(given, picked(given, some));
        expect(readClip(JSON.stringify(clip))).toEqual(clip);
      }),
    );
  });

  it.each(['', '{}', '[1]', '{"mikke":"keyframes","version":1,"tracks":{}}', 'hide 20 %'])(
    'is not read from %j',
    (text) => {
      expect(readClip(text)).toBeNull();
    },
  );
});

describe('pasting', () => {
  const clip = clipOf(tracks, both)!;

  it('lays the copy from a time on, and chooses it', () => {
    const pasted = paste(tracks, clip, { at: 10, end: END, into: null });
    expect(pasted.tracks.hideFraction).toEqual([
      { at: 4, value: 0.3, easing: 'linear' },
      { at: 10, value: 0.3, easing: 'linear' },
      { at: 16, value: 0.1, easing: 'hold' },
    ]);
    expect(pasted.marks).toEqual([1, 2].map((index) => ({ track: 'hideFraction', index })));
  });

  it('goes from one track into another, within its range', () => {
    const strong = clipOf(tracks, [{ track: 'magnitude', index: 0 }])!;
    const pasted = paste(tracks, strong, { at: 2, end: END, into: 'hideFraction' });
    expect(pasted.tracks.hideFraction?.[0]).toEqual({ at: 2, value: 1, easing: 'hold' });
  });

  it('leaves out what would stand after the end', () => {
    const pasted = paste(tracks, clip, { at: 36, end: END, into: null });
    expect(pasted.tracks.hideFraction?.map(({ at }) => at)).toEqual([4, 10, 36]);
  });

  it('gives valid tracks wherever it goes', () => {
    fc.assert(
      fc.property(anyTracks, anyTracks, picks, fc.nat(END), (from, to, some, at) => {
        const copied = clipOf(from, picked(from, some))!;
        expect(isValid(paste(to, copied, { at, end: END, into: 'tau' }).tracks)).toBe(true);
      }),
    );
  });
});
