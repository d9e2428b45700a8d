import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellAfter,
  pixelsOf,
  rowTotals,
  shadesOf,
  worstOf,
  type Matrix,
} from '../../../../renderer/gallery/confusion/matrix.ts';

const matrices: fc.Arbitrary<Matrix> = fc
  .integer({ min: 1, max: 7 })
  .chain((classes) =>
    fc
      .array(fc.nat(30), { minLength: classes ** 2, maxLength: classes ** 2 })
      .map((counts) => ({ classes, counts: Uint32Array.from(counts) })),
  );

test('the worst confusions are those of a sort of all', () => {
  fc.assert(
    fc.property(
      matrices,
      fc.constantFrom('count' as const, 'share' as const),
      fc.integer({ min: 1, max: 9 }),
      (matrix, by, most) => {
        const { classes, counts } = matrix;
        const totals = rowTotals(matrix);
        const all = Array.from(counts, (count, i) => {
          const [label, predicted] = [Math.floor(i / classes), i % classes];
          return { label, predicted, count, share: count / totals[label] };
        }).filter(({ label, predicted, count }) => label !== predicted && count > 0);
        // Stable: equal ones in the order of the matrix.
        const sorted = all.toSorted((a, b) => b[by] - a[by]).slice(0, most);
        expect(worstOf(matrix, by, most)).toEqual(sorted);
      },
    ),
  );
});

test('the largest cell beside the diagonal and the largest on it are drawn darkest', () => {
  const matrix = { classes: 2, counts: Uint32Array.of(900, 4, 1, 225) };
  expect([...shadesOf(matrix, 'count')]).toEqual([1, 1, 0.5, 0.5]);
});

test('an empty matrix has no shades and no worst', () => {
  const matrix = { classes: 3, counts: new Uint32Array(9) };
  expect([...shadesOf(matrix, 'share')]).toEqual(new Array(9).fill(0));
  expect(worstOf(matrix, 'share', 5)).toEqual([]);
});

test('no confusion is lost where there are fewer pixels than classes', () => {
  const classes = 50;
  const side = 8;
  const colours = { right: [0, 0, 0], wrong: [255, 0, 0] } as const;
  for (const place of [1, 777, classes ** 2 - 2]) {
    const shades = new Float32Array(classes ** 2);
    shades[place] = 0.01;
    const pixels = pixelsOf(shades, classes, side, colours);
    expect(pixels.filter((value, i) => i % 4 === 3 && value > 0)).toHaveLength(1);
  }
});

test('cells fill the square where there are more pixels than classes', () => {
  const pixels = pixelsOf(Float32Array.of(1, 1, 1, 1), 2, 5, {
    ...{ right: [0, 0, 0], wrong: [255, 0, 0] },
  });
  expect(pixels.filter((value, i) => i % 4 === 3 && value > 0)).toHaveLength(25);
});

test.each([
  ['ArrowLeft', false, { label: 3, predicted: 0 }],
  ['ArrowDown', false, { label: 4, predicted: 0 }],
  ['End', false, { label: 3, predicted: 9 }],
  ['End', true, { label: 9, predicted: 9 }],
  ['Home', true, { label: 0, predicted: 0 }],
])('%s (Ctrl: %s)', (key, ctrl, cell) => {
  expect(cellAfter({ label: 3, predicted: 0 }, 10, { key, ctrl })).toEqual(cell);
});

test('other keys lead nowhere', () => {
  expect(cellAfter({ label: 3, predicted: 0 }, 10, { key: 'a', ctrl: false })).toBeNull();
});
