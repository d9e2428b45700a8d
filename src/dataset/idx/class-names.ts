/** Files beside the images that may name the classes, one name a line; the first that is there counts. */
export const classNameFiles = ['classes.txt', 'labels.txt'];

/** Labels are bytes. */
const MAX_CLASSES = 256;

/** The names, or what is wrong as the rest of a sentence that begins with the file's name. */
export function parseClassNames(text: string): { names: string[] } | { problem: string } {
  const names = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const blank = names.indexOf('');
  if (names.length === 1 && blank === 0) return { problem: 'names no classes.' };
  if (blank >= 0)
    return { problem: `has an empty line ${blank + 1} where a class name should be.` };
  if (names.length > MAX_CLASSES) {
    return {
      problem: `names ${names.length} classes, and labels of one byte tell only ${MAX_CLASSES} apart.`,
    };
  }
  return { names };
}

/** "0", "1", … up to the largest label. */
export function numberedClasses(labels: readonly Uint8Array[]): string[] {
  let largest = 0;
  for (const part of labels) for (const label of part) if (label > largest) largest = label;
  return Array.from({ length: largest + 1 }, (_, i) => String(i));
}
