/**
 * Writes texts to a storage under their keys. What is of one project has a key that ends with a space
 * and the project's path. Where there is no room, what is kept of other projects goes; a text that
 * has no room even then is given up with what was there under its key, which is not true any more.
 *
 * @param project the path of the open one
 */
export function writeTexts(
  storage: Storage,
  texts: ReadonlyMap<string, () => string>,
  project: string | undefined,
): void {
  const isOfAnother = (key: string): boolean =>
    key.startsWith('mikke.') &&
    key.includes(' ') &&
    !texts.has(key) &&
    key.slice(key.indexOf(' ') + 1) !== project;

  for (const [key, text] of texts) {
    const written = text();
    if (fits(storage, key, written)) continue;
    for (const other of keysOf(storage).filter(isOfAnother)) storage.removeItem(other);
    if (!fits(storage, key, written)) storage.removeItem(key);
  }
}

const keysOf = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');

function fits(storage: Storage, key: string, text: string): boolean {
  try {
    storage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
