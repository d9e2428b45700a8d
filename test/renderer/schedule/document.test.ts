import { describe, expect, it } from 'vitest';
import { same, unmuted, type ScheduleDocument } from '../../../renderer/schedule/document.ts';
import type { Track } from '../../../src/core/schedule/schedule.ts';

const held = (value: number): Track => [{ at: 0, value, easing: 'hold' }];
const document: ScheduleDocument = {
  epochs: 12,
  method: { policy: 'kakurenbo' },
  schedule: { version: 1, clock: 'epoch', tracks: { tau: held(0.5) } },
  muted: { hideFraction: held(0.2) },
};

describe('a document', () => {
  it('lets go of a muted track that is drawn again, and of no other', () => {
    const drawn = { ...document, muted: { ...document.muted, tau: held(0.9) } };
    expect(unmuted(drawn).muted).toEqual({ hideFraction: held(0.2) });
  });

  it('is the same as one that says the same', () => {
    expect(same(document, structuredClone(document))).toBe(true);
  });

  it.each<[string, Partial<ScheduleDocument>]>([
    ['epochs', { epochs: 13 }],
    ['method', { method: { policy: 'random' } }],
    ['muted tracks', { muted: {} }],
    ['clock', { schedule: { version: 1, clock: 'compute', tracks: { tau: held(0.5) } } }],
    ['tracks', { schedule: { version: 1, clock: 'epoch', tracks: { tau: held(0.6) } } }],
    ['schedule', { schedule: null }],
  ])('is another where its %s differ', (_, changes) => {
    expect(same(document, { ...document, ...changes })).toBe(false);
  });
});
