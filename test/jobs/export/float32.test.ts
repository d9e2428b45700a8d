import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortestFloat32 } from '../../../src/jobs/export/float32.ts';

test('a float32 is printed in the fewest digits that read back as it', () => {
  expect(shortestFloat32(Math.fround(0.1))).toBe(0.1);
  expect(shortestFloat32(Math.fround(0.7))).toBe(0.7);
  expect(shortestFloat32(16777216)).toBe(16777216);
  expect(shortestFloat32(0)).toBe(0);
  expect(String(shortestFloat32(Math.fround(1e-7)))).toBe('1e-7');
});

test('every float32 reads back as itself', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(String(shortestFloat32(value))))).toBe(value + 0);
    }),
    { numRuns: 2_000 },
  );
});

test('the order of float32 values is kept', () => {
  const float = fc.float({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(float, float, (a, b) => {
      expect(Math.sign(shortestFloat32(a) - shortestFloat32(b))).toBe(Math.sign(a - b));
    }),
    { numRuns: 2_000 },
  );
});
