import { describe, expect, test } from 'vitest';
import {
  commandFor,
  findCommands,
  isOwnKey,
  keyOf,
  normaliseKey,
  showKey,
  type Focus,
  type KeyPress,
} from '../../../renderer/lib/keys.ts';
import type { Command } from '../../../renderer/lib/command.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const focus = (tag: string, more: Partial<Focus> = {}): Focus => ({
  tag,
  type: '',
  role: '',
  editable: false,
  ...more,
});
const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  run: () => undefined,
  ...more,
});

describe('a key press', () => {
  test.each([
    [press(' '), 'space'],
    [press('ArrowLeft'), 'left'],
    [press('k', { ctrlKey: true }), 'mod+k'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z'],
    [press('?', { shiftKey: true }), '?'],
    [press('ArrowUp', { shiftKey: true }), 'shift+up'],
    [press('x', { altKey: true }), 'alt+x'],
  ])('%o is %s', (given, key) => {
    expect(keyOf(given, false)).toBe(key);
  });
  test('of a modifier alone is none', () => {
    expect(keyOf(press('Shift', { shiftKey: true }), false)).toBeNull();
  });
  test('with Command is mod on a Mac, and nothing elsewhere', () => {
    expect(keyOf(press('k', { metaKey: true }), true)).toBe('mod+k');
    expect(keyOf(press('k', { metaKey: true }), false)).toBeNull();
  });
  test('with Ctrl is nothing on a Mac', () => {
    expect(keyOf(press('k', { ctrlKey: true }), true)).toBeNull();
  });
});

test.each([
  ['Shift+Mod+Z', 'mod+shift+z'],
  ['ArrowLeft', 'left'],
  ['+', '+'],
  ['mod++', 'mod++'],
])('%s is written %s', (text, key) => {
  expect(normaliseKey(text)).toBe(key);
});

test('keys are shown as the system writes them', () => {
  expect(showKey('mod+shift+z', false)).toBe('Ctrl+Shift+Z');
  expect(showKey('mod+shift+z', true)).toBe('⌘⇧Z');
  expect(showKey('space', false)).toBe('Space');
  expect(showKey('delete', false)).toBe('Delete');
  expect(showKey('left', false)).toBe('←');
});

describe('a key is left to what has the focus', () => {
  test.each([
    ['1', focus('input', { type: 'text' })],
    ['?', focus('textarea')],
    ['mod+z', focus('input', { type: 'number' })],
    ['left', focus('div', { editable: true })],
    ['left', focus('input', { type: 'range' })],
    ['home', focus('div', { role: 'slider' })],
    ['right', focus('button', { role: 'tab' })],
    ['down', focus('div', { role: 'gridcell' })],
    ['space', focus('button')],
    ['space', focus('input', { type: 'checkbox' })],
    ['space', focus('summary')],
  ])('%s on %o', (key, given) => {
    expect(isOwnKey(given, key)).toBe(true);
  });
});

describe('a key is a command', () => {
  test.each([
    ['1', null],
    ['1', focus('button')],
    ['left', focus('button')],
    ['space', focus('a')],
    ['space', focus('input', { type: 'range' })],
    ['mod+z', focus('div', { role: 'slider' })],
    ['mod+k', focus('input', { type: 'text' })],
  ])('%s on %o', (key, given) => {
    expect(isOwnKey(given, key)).toBe(false);
  });
});

describe('the command of a key', () => {
  const everywhere = command('play', { keys: ['space'] });
  const inGallery = command('tick', { keys: ['Space'], view: 'gallery' });
  test('is that of the view before that of everywhere', () => {
    expect(commandFor([inGallery, everywhere], 'space', 'gallery')).toBe(inGallery);
  });
  test('is never that of another view', () => {
    expect(commandFor([inGallery, everywhere], 'space', 'runs')).toBe(everywhere);
    expect(commandFor([inGallery], 'space', 'runs')).toBeNull();
  });
  test('is the one added last', () => {
    const later = command('later', { keys: ['space'] });
    expect(commandFor([everywhere, later], 'space', 'runs')).toBe(later);
  });
});

describe('commands are found', () => {
  const all = ['Go to Gallery', 'Gallery: larger tiles', 'Theme: dark'].map((title) =>
    command(title),
  );
  test('by every word, those that begin with it first', () => {
    expect(findCommands(all, 'gal').map(({ title }) => title)).toEqual([
      'Gallery: larger tiles',
      'Go to Gallery',
    ]);
    expect(findCommands(all, 'gallery go')).toHaveLength(1);
  });
  test('all of them where nothing is typed, in their order', () => {
    expect(findCommands(all, ' ')).toEqual(all);
  });
});
