import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pursuit } from '../../../src/core/hiding/pursuit.ts';
import { randomStream } from '../../../src/core/random/stream.ts';
import { numbersBelow } from './ledgers.ts';

type Problem = { rows: number[][]; lam: number };

const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const combine = (rows: number[][], weights: number[]) =>
  rows[0].map((_, k) => rows.reduce((sum, row, j) => sum + weights[j] * row[k], 0));
const targetOf = (rows: number[][]) =>
  combine(
    rows,
    rows.map(() => 1),
  );

const residualOf = ({ rows }: Problem, weights: number[]) => {
  const sum = combine(rows, weights);
  return targetOf(rows).map((value, k) => value - sum[k]);
};

const objective = (problem: Problem, weights: number[]) => {
  const residual = residualOf(problem, weights);
  return dot(residual, residual) + problem.lam * dot(weights, weights);
};

/** Solves a square system by elimination with pivots, or null where it is singular. */
function eliminate(matrix: number[][], right: number[]): number[] | null {
  const m = matrix.map((line, i) => [...line, right[i]]);
  const n = right.length;
  for (let c = 0; c < n; c++) {
    const p = numbersBelow(n)
      .slice(c)
      .reduce((a, b) => (Math.abs(m[b][c]) > Math.abs(m[a][c]) ? b : a));
    if (Math.abs(m[p][c]) < 1e-9) return null;
    [m[c], m[p]] = [m[p], m[c]];
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = m[i][c] / m[c][c];
      for (let k = c; k <= n; k++) m[i][k] -= factor * m[c][k];
    }
  }
  return m.map((line, i) => line[n] / line[i]);
}

const subsets = (of: number[]): number[][] =>
  of.reduce<number[][]>((all, item) => [...all, ...all.map((set) => [...set, item])], [[]]);

/** Non-negative least squares on a support: the best of the least squares of all its subsets. */
function nonNegative(problem: Problem, support: number[]): number[] {
  const { rows, lam } = problem;
  const target = targetOf(rows);
  let best = rows.map(() => 0);
  for (const set of subsets(support)) {
    const matrix = set.map((i) => set.map((j) => dot(rows[i], rows[j]) + (i === j ? lam : 0)));
    const solved = eliminate(
      matrix,
      set.map((i) => dot(rows[i], target)),
    );
    if (solved === null || solved.some((weight) => weight < 0)) continue;
    const weights = rows.map((_, i) => (set.includes(i) ? solved[set.indexOf(i)] : 0));
    if (objective(problem, weights) < objective(problem, best)) best = weights;
  }
  return best;
}

/** The pursuit as its definition has it, every fit by brute force. */
function greedy(problem: Problem, budget: number): number[] {
  const { rows } = problem;
  let weights = rows.map(() => 0);
  const first = objective(problem, weights);
  const taken = () => numbersBelow(rows.length).filter((i) => weights[i] > 0);
  while (taken().length < budget && objective(problem, weights) > 1e-12 * first) {
    const residual = residualOf(problem, weights);
    const gains = rows.map((row, i) => (weights[i] > 0 ? 0 : dot(row, residual)));
    const best = gains.indexOf(Math.max(...gains));
    if (!(gains[best] > 0)) break;
    const fitted = nonNegative(problem, [...taken(), best]);
    if (!(objective(problem, fitted) < objective(problem, weights))) break;
    weights = fitted;
  }
  return weights;
}

const solve = ({ rows, lam }: Problem, budget: number) => [
  ...pursuit({ gradients: Float32Array.from(rows.flat()), length: rows[0].length, budget, lam }),
];

/** Gradients without ties: what float32 holds, near none of each other's multiples. */
function problemOf(seed: number, count: number, length: number, lam: number, common = 0): Problem {
  const random = randomStream({ seed, purpose: 'gradients' });
  const rows = Array.from({ length: count }, () =>
    Array.from({ length }, () => Math.fround(random.normal() + common)),
  );
  return { rows, lam };
}

/** More numbers than rows in a problem, and fewer: the target is met with less than all rows in these. */
const problems = fc
  .record({
    seed: fc.nat(1e6),
    count: fc.integer({ min: 1, max: 6 }),
    length: fc.integer({ min: 1, max: 8 }),
    lam: fc.constantFrom(0, 0, 0.1, 2),
    common: fc.constantFrom(0, 0.5),
  })
  .map(({ seed, count, length, lam, common }) => problemOf(seed, count, length, lam, common));

const forAnyProblem = (check: (problem: Problem, budget: number) => void) =>
  fc.assert(
    fc.property(problems, fc.nat(7), (problem, budget) => {
      check(problem, budget);
    }),
    { numRuns: 300 },
  );

const expectClose = (actual: number[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5);
  });
};

describe('pursuit', () => {
  it('takes the rows and weights that its definition by brute force takes', () => {
    forAnyProblem((problem, budget) => {
      expectClose(solve(problem, budget), greedy(problem, budget));
    });
  });

  it('weighs the rows taken as non-negative least squares on them do', () => {
    forAnyProblem((problem, budget) => {
      const weights = solve(problem, budget);
      const support = numbersBelow(weights.length).filter((i) => weights[i] > 0);
      expectClose(weights, nonNegative(problem, support));
    });
  });

  it('gives no weight below 0, and no more weights than the budget', () => {
    forAnyProblem((problem, budget) => {
      const weights = solve(problem, budget);
      expect(weights.filter((weight) => weight < 0)).toEqual([]);
      expect(weights.filter((weight) => weight > 0).length).toBeLessThanOrEqual(budget);
    });
  });

  it('comes nearer with a larger budget, and never nearer than the best support of its size', () => {
    forAnyProblem((problem) => {
      const everyRow = numbersBelow(problem.rows.length);
      const reached = [0, ...everyRow.map((i) => i + 1)].map((budget) =>
        objective(problem, solve(problem, budget)),
      );
      const slack = 1e-9 * reached[0];
      reached.forEach((value, budget) => {
        const supports = subsets(everyRow).filter((set) => set.length <= budget);
        const best = Math.min(
          ...supports.map((set) => objective(problem, nonNegative(problem, set))),
        );
        expect(value).toBeGreaterThanOrEqual(best - slack);
        if (budget > 0) expect(value).toBeLessThanOrEqual(reached[budget - 1] + slack);
      });
    });
  });

  it('meets the target where the budget is not bounded', () => {
    for (const [count, length] of [
      [60, 80],
      [60, 20],
      [120, 60],
    ]) {
      const problem = problemOf(5, count, length, 0);
      const zero = objective(
        problem,
        problem.rows.map(() => 0),
      );
      expect(objective(problem, solve(problem, count)) / zero).toBeLessThan(1e-11);
    }
  });

  it('spends the whole budget where fewer rows do not meet the target', () => {
    const taken = solve(problemOf(8, 100, 200, 0), 70).filter((weight) => weight > 0);
    expect(taken).toHaveLength(70);
  });

  it('takes the longest of rows at right angles, each as it is', () => {
    const rows = [
      [2, 0, 0, 0],
      [0, 0, 4, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 3],
    ];
    expectClose(solve({ rows, lam: 0 }, 2), [0, 1, 0, 1]);
  });

  it('shrinks a weight by lam as ridge regression does', () => {
    expectClose(solve({ rows: [[2]], lam: 4 }, 1), [0.5]);
  });

  it('takes the lower of equal rows, and gives it the weight of both', () => {
    expectClose(
      solve(
        {
          rows: [
            [1, 2],
            [3, 1],
            [3, 1],
          ],
          lam: 0,
        },
        3,
      ),
      [1, 2, 0],
    );
  });

  it.each<[string, number[][]]>([
    [
      'no gradient is left',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'gradients cancel',
      [
        [1, -2],
        [-1, 2],
      ],
    ],
  ])('takes nothing where %s', (_, rows) => {
    expect(solve({ rows, lam: 0 }, 2)).toEqual([0, 0]);
  });

  it('takes nothing of nothing', () => {
    expect(pursuit({ gradients: new Float32Array(0), length: 3, budget: 0 })).toHaveLength(0);
    expect(pursuit({ gradients: new Float32Array(0), length: 0, budget: 1 })).toHaveLength(0);
  });

  it('does not depend on the unit of the gradients', () => {
    const problem = problemOf(3, 20, 30, 0);
    const scaled = problem.rows.map((row) => row.map((value) => value * 2 ** -40));
    expectClose(solve({ rows: scaled, lam: 0 }, 12), solve(problem, 12));
  });

  it('chooses among 400 batches of 650 numbers within two seconds', () => {
    const random = randomStream({ seed: 1, purpose: 'gradients' });
    const gradients = Float32Array.from({ length: 400 * 650 }, () => random.normal());
    const times = [1, 2].map(() => {
      const start = performance.now();
      pursuit({ gradients, length: 650, budget: 280 });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(2000);
  });
});
