import { describe, expect, it } from 'vitest';
import { BoundedCache } from '../../../renderer/lib/bounded-cache.ts';

function cacheOf(limit: number) {
  const dropped: string[] = [];
  const cache = new BoundedCache<string>(limit, (value) => dropped.push(value));
  const fill = (...keys: string[]) => keys.forEach((key) => cache.set(key, key, 10));
  return { cache, dropped, fill };
}

describe('a bounded cache', () => {
  it('drops what was used longest ago', () => {
    const { cache, dropped, fill } = cacheOf(30);
    fill('a', 'b', 'c');
    cache.get('a');
    fill('d');
    expect(dropped).toEqual(['b']);
  });

  it('keeps what is on screen beyond its limit', () => {
    const { cache, dropped, fill } = cacheOf(20);
    cache.keep(new Set(['a', 'b', 'c']));
    fill('a', 'b', 'c', 'd');
    expect([cache.has('a'), cache.has('b'), cache.has('c'), dropped]).toEqual([
      true,
      true,
      true,
      [],
    ]);
  });

  it('drops what left the screen', () => {
    const { cache, dropped, fill } = cacheOf(20);
    cache.keep(new Set(['a', 'b', 'c']));
    fill('a', 'b', 'c');
    cache.keep(new Set(['c']));
    expect(dropped).toEqual(['a']);
  });

  it('holds a single value that is larger than its limit', () => {
    const { cache, fill } = cacheOf(5);
    fill('a');
    expect(cache.get('a')).toBe('a');
  });

  it('hands back a value that another one replaced', () => {
    const { cache, dropped } = cacheOf(20);
    cache.set('a', 'old', 10);
    cache.set('a', 'new', 10);
    expect([cache.get('a'), dropped]).toEqual(['new', ['old']]);
  });
});
