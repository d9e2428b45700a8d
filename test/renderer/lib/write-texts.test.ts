/** What a window keeps over a reload, where there is little room for it. */
import { describe, expect, test } from 'vitest';
import { writeTexts } from '../../../renderer/lib/write-texts.ts';

/** A storage with room for so many characters of keys and values. */
function storageOf(room: number, filled: Record<string, string>): Storage {
  const items = new Map(Object.entries(filled));
  const taken = () => [...items].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()].at(i) ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, text) {
      const before = items.get(key);
      items.set(key, text);
      if (taken() <= room) return;
      if (before === undefined) items.delete(key);
      else items.set(key, before);
      throw new DOMException('It is full.', 'QuotaExceededError');
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
const contents = (storage: Storage) =>
  Object.fromEntries(
    Array.from({ length: storage.length }, (_, i) => storage.key(i)!).map((key) => [
      key,
      storage.getItem(key),
    ]),
  );
const long = (count: number) => 'x'.repeat(count);
const write = (storage: Storage, texts: Record<string, string>) => {
  const given = new Map(Object.entries(texts).map(([key, text]) => [key, () => text]));
  writeTexts(storage, given, '/open');
};
const draft = { 'mikke.draft': 'a draft' };
const own = { 'mikke.schedule /open': long(100) };

test('what another project left stays while there is room', () => {
  const other = { 'mikke.schedule /other': long(100) };
  const storage = storageOf(500, other);
  write(storage, { ...draft, ...own });
  expect(contents(storage)).toEqual({ ...other, ...draft, ...own });
});

describe('in a storage that is full', () => {
  test('other projects make room, and nothing else does', () => {
    const stays = { 'mikke.else': 'stays', 'of others /other': 'stays', ...own };
    const others = { 'mikke.schedule /other': long(100), 'mikke.schedule /my runs': long(100) };
    const storage = storageOf(400, { ...others, ...stays });
    write(storage, draft);
    expect(contents(storage)).toEqual({ ...stays, ...draft });
  });

  test('the draft is written over what another project left, and so is the history', () => {
    const storage = storageOf(200, { 'mikke.schedule /other': long(170) });
    write(storage, { ...draft, ...own });
    expect(contents(storage)).toEqual({ ...draft, ...own });
  });

  test('a text without room is given up alone, with what it was to replace', () => {
    const storage = storageOf(150, own);
    write(storage, { ...draft, 'mikke.schedule /open': long(200) });
    expect(contents(storage)).toEqual(draft);
  });
});
