import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWindowState, SMALLEST } from '../../electron/window-state.ts';

const left = { x: 0, y: 25, width: 1920, height: 1055 };
const right = { x: 1920, y: 0, width: 2560, height: 1440 };
const bounds = { x: 100, y: 50, width: 1440, height: 900 };
const first = { bounds: null, maximized: false };
const text = (value: unknown) => JSON.stringify(value);

describe('a window', () => {
  test.each([false, true])('opens where it stood, maximized: %s', (maximized) => {
    expect(parseWindowState(text({ bounds, maximized }), [left])).toEqual({ bounds, maximized });
  });

  test.each([
    ['above every screen', { ...bounds, y: -10 }],
    ['below', { ...bounds, y: 1000 }],
    ['left', { ...bounds, x: -1400 }],
    ['right', { ...bounds, x: 1900 }],
  ])('that could not be grasped %s opens at its first place', (_, lost) => {
    expect(parseWindowState(text({ bounds: lost, maximized: false }), [left])).toEqual(first);
  });

  test('opens on the second screen as long as that is there', () => {
    const there = { bounds: { ...bounds, x: 2500 }, maximized: false };
    expect(parseWindowState(text(there), [left, right])).toEqual(there);
    expect(parseWindowState(text(there), [left])).toEqual(first);
  });

  test('is never smaller than what the app supports', () => {
    const state = parseWindowState(text({ bounds: { ...bounds, width: 200, height: 200 } }), [
      left,
    ]);
    expect(state.bounds).toEqual({ ...bounds, ...SMALLEST });
  });

  test.each(['', '{', 'null', '[]', '3', '{"bounds":{"x":1e99,"y":0}}', '{"bounds":"wide"}'])(
    'opens at its first place where the file holds %s',
    (damaged) => expect(parseWindowState(damaged, [left])).toEqual(first),
  );

  test('opens whatever the file holds', () => {
    fc.assert(
      fc.property(fc.json(), (anything) => {
        const state = parseWindowState(anything, [left]);
        expect(typeof state.maximized).toBe('boolean');
      }),
    );
  });
});
