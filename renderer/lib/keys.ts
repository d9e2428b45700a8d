/**
 * Which command a key press means. Keys are written `mod+k`, `shift+z`, `space`, `left`, `home`, `?`;
 * `mod` is Ctrl, or Command on a Mac.
 */
import type { Command } from './command.ts';
import type { ViewName } from './views.ts';

/** What matters of a KeyboardEvent. */
export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

/** What has the focus, as far as keys care. */
export type Focus = {
  tag: string;
  /** Of an input. */
  type: string;
  role: string;
  editable: boolean;
};

const names: Record<string, string> = {
  ' ': 'space',
  arrowleft: 'left',
  arrowright: 'right',
  arrowup: 'up',
  arrowdown: 'down',
  esc: 'escape',
};

const symbols: Record<string, string> = {
  space: 'Space',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
};

const nameOf = (key: string) => names[key.toLowerCase()] ?? key.toLowerCase();

/** The one way to write a key, whatever order and case it was given in. */
export function normaliseKey(text: string): string {
  const parts = text.toLowerCase().split(/\+(?=.)/);
  const key = nameOf(parts.pop() ?? '');
  const held = ['mod', 'alt', 'shift'].filter((name) => parts.includes(name));
  return [...held, key].join('+');
}

/** A key press as keys are written, or null for a modifier alone or the other system's modifier. */
export function keyOf(press: KeyPress, mac: boolean): string | null {
  const key = nameOf(press.key);
  if (['control', 'shift', 'alt', 'meta', 'dead', 'unidentified'].includes(key)) return null;
  const [mod, other] = mac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (other) return null;
  // Shift is already in a character such as "?", but not in a letter or a named key.
  const shift = press.shiftKey && (key.length > 1 || /\p{Letter}/u.test(key));
  return [
    ...(mod ? ['mod'] : []),
    ...(press.altKey ? ['alt'] : []),
    ...(shift ? ['shift'] : []),
    key,
  ].join('+');
}

/** As a label shows it: `Ctrl+K`, or `⌘K` on a Mac. */
export function showKey(text: string, mac: boolean): string {
  const parts = normaliseKey(text).split(/\+(?=.)/);
  const key = parts.pop() ?? '';
  const held = parts.map((name) =>
    mac
      ? { mod: '⌘', alt: '⌥', shift: '⇧' }[name]
      : { mod: 'Ctrl+', alt: 'Alt+', shift: 'Shift+' }[name],
  );
  return held.join('') + (symbols[key] ?? key[0].toUpperCase() + key.slice(1));
}

const movesWithin = new Set(
  'slider spinbutton listbox option menu menuitem menuitemradio tab radio radiogroup grid gridcell row treeitem separator combobox'.split(
    ' ',
  ),
);
const moveKeys = new Set(['left', 'right', 'up', 'down', 'home', 'end', 'pageup', 'pagedown']);
const pressedBySpace = new Set(
  'button checkbox switch radio tab option menuitem menuitemradio combobox gridcell'.split(' '),
);
const notTyped = new Set(['range', 'checkbox', 'radio', 'button', 'submit', 'reset', 'color']);
const roleOfInput: Record<string, string> = {
  range: 'slider',
  checkbox: 'checkbox',
  radio: 'radio',
  button: 'button',
  submit: 'button',
  reset: 'button',
};

/** The palette opens from everywhere; no other key fires while somebody types. */
const EVERYWHERE = 'mod+k';

/** Whether what has the focus uses the key itself, so that no command may take it. */
export function isOwnKey(focus: Focus | null, key: string): boolean {
  if (focus === null || key === EVERYWHERE) return false;
  const { tag, type, editable } = focus;
  if (editable || tag === 'textarea' || tag === 'select') return true;
  if (tag === 'input' && !notTyped.has(type)) return true;
  const role =
    focus.role || (tag === 'input' ? roleOfInput[type] : tag === 'summary' ? 'button' : tag) || '';
  if (moveKeys.has(key)) return movesWithin.has(role);
  return key === 'space' && pressedBySpace.has(role);
}

/** The command of a key in a view; one that the view added goes before one of everywhere. */
export function commandFor(all: readonly Command[], key: string, view: ViewName): Command | null {
  const here = all.filter(
    (command) =>
      (command.view === undefined || command.view === view) &&
      command.keys?.some((text) => normaliseKey(text) === key),
  );
  return here.findLast((command) => command.view !== undefined) ?? here.at(-1) ?? null;
}

/** Commands whose title has every typed word, those where the title begins with it first. */
export function findCommands(all: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ title }) =>
    words.every((word) => title.toLowerCase().includes(word)),
  );
  const begins = ({ title }: Command) => title.toLowerCase().startsWith(words[0] ?? '');
  return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}
