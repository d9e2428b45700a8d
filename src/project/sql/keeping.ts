/** A function that keeps what it was asked for last, up to a number of answers. */
export function keeping<T>(most: number, read: (key: number) => T): (key: number) => T {
  const kept = new Map<number, T>();
  let lastKey = NaN;
  let last: T;
  return (key) => {
    // Asked millions of times, and mostly for the same.
    if (key === lastKey) return last;
    const value = kept.get(key) ?? read(key);
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) kept.delete(kept.keys().next().value as number);
    lastKey = key;
    last = value;
    return value;
  };
}
