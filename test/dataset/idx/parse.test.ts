import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIdx } from '../../../src/dataset/idx/parse.ts';
import { idx } from '../../support/idx-folder.ts';

const problemOf = (bytes: Uint8Array) => {
  const result = parseIdx(bytes);
  return 'problem' in result ? result.problem : null;
};

const anyArray = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  .chain((dimensions) => {
    const size = dimensions.reduce((product, length) => product * length, 1);
    return fc.record({
      dimensions: fc.constant(dimensions),
      values: fc.uint8Array({ minLength: size, maxLength: size }),
    });
  });

/** A sentence's end: words and a full stop. */
const sentence = /^[a-z][^\n]+\.$/;

describe('an IDX file', () => {
  it('gives back any array that was written', () => {
    fc.assert(
      fc.property(anyArray, ({ dimensions, values }) => {
        expect(parseIdx(idx(dimensions, values))).toEqual({
          array: { dimensions, values: expect.any(Uint8Array) },
        });
        const result = parseIdx(idx(dimensions, values));
        expect('array' in result && [...result.array.values]).toEqual([...values]);
      }),
    );
  });

  it('is read where it stands within a larger buffer', () => {
    const file = idx([2, 2], Uint8Array.of(1, 2, 3, 4));
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 7);
    const result = parseIdx(larger.subarray(7));
    expect('array' in result && [...result.array.values]).toEqual([1, 2, 3, 4]);
  });

  it('is refused with a sentence wherever it breaks off', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), ({ dimensions, values }, cut) => {
        const file = idx(dimensions, values);
        expect(problemOf(file.subarray(0, cut % file.length))).toMatch(sentence);
      }),
    );
  });

  it('is refused with a sentence when any one byte of its header is another', () => {
    fc.assert(
      fc.property(
        anyArray,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ({ dimensions, values }, place, change) => {
          const file = idx(dimensions, values);
          file[place % (4 + 4 * dimensions.length)] ^= change;
          expect(problemOf(file)).toMatch(sentence);
        },
      ),
    );
  });

  it('never crashes, whatever the bytes', () => {
    const header = fc.tuple(fc.constantFrom(8, 9), fc.nat(255), fc.uint8Array({ maxLength: 40 }));
    const likely = header.map(([type, rank, rest]) => Uint8Array.of(0, 0, type, rank, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), likely), (bytes) => {
        const result = parseIdx(bytes);
        if ('problem' in result) expect(result.problem).toMatch(sentence);
      }),
    );
  });

  it.each([
    ['nothing in it', Uint8Array.of(), 'is empty.'],
    ['one byte', Uint8Array.of(0), 'is not an IDX file: it has only 1 byte.'],
    ['text', Buffer.from('hello'), 'is not an IDX file: it does not begin with two zero bytes.'],
    [
      'an unknown type',
      Uint8Array.of(0, 0, 1, 1),
      'is not an IDX file: 1 is no type of IDX values.',
    ],
    [
      'floats',
      Uint8Array.of(0, 0, 0x0d, 1),
      'holds 32-bit floating-point numbers, and only unsigned bytes can be read.',
    ],
    ['no dimensions', Uint8Array.of(0, 0, 8, 0), 'declares no dimensions.'],
    [
      'half a header',
      Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1),
      'is truncated: it ends within the header of its 3 dimensions.',
    ],
    ['no items', idx([0, 28, 28], Uint8Array.of()), 'holds no items.'],
    [
      'images without pixels',
      idx([5, 0, 28], Uint8Array.of()),
      'declares items without values (5 x 0 x 28).',
    ],
    [
      'dimensions whose product overflows',
      idx([2 ** 31, 2 ** 31, 2 ** 31], Uint8Array.of()),
      'declares more values (2147483648 x 2147483648 x 2147483648) than a file can hold.',
    ],
    [
      'too few values',
      idx([2, 3], Uint8Array.of(1, 2, 3, 4, 5)),
      'is truncated: its dimensions 2 x 3 need 6 bytes of values, and it has 5.',
    ],
    [
      'too many values',
      idx([3], Uint8Array.of(1, 2, 3, 4)),
      'is too long: it goes on for 1 byte after the values of its dimensions 3.',
    ],
  ])('with %s is refused in words of its own', (_, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });
});
