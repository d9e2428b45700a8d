/**
 * Student's t distribution. Degrees of freedom are whole numbers of at least 1: one less than how
 * many values there are.
 */

/** Small enough that the continued fraction never divides by 0 (modified Lentz). */
const TINY = 1e-300;
const MOST_TERMS = 500;

/**
 * P(|T| >= |t|): the regularised incomplete beta function I_x(df/2, 1/2) at x = df / (df + t²)
 * (DLMF 8.17). Its relative error is about 1e-14, in the far tail too.
 */
export function twoSidedTail(t: number, df: number): number {
  if (!Number.isFinite(t)) return 0;
  const square = t * t;
  const x = df / (df + square);
  const y = square / (df + square);
  const a = df / 2;
  const power = x ** a * Math.sqrt(y);
  // Each side of the symmetry I_x(a, b) = 1 - I_y(b, a) has its fraction where that converges soon.
  if (x < (a + 1) / (a + 2.5)) return (power * fraction(a, 0.5, x)) / (a * betaHalf(df));
  return 1 - (power * fraction(0.5, a, y)) / (0.5 * betaHalf(df));
}

/** The t for which |T| stays below it with probability `confidence`, between 0 and 1. */
export function twoSidedQuantile(confidence: number, df: number): number {
  const tail = 1 - confidence;
  let low = 0;
  let high = 1;
  while (twoSidedTail(high, df) > tail) high *= 2;
  // The tail only falls, so halving goes on until no number is left between the two.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (twoSidedTail(middle, df) > tail) low = middle;
    else high = middle;
  }
}

/** B(df/2, 1/2), from B(1/2, 1/2) = π or B(1, 1/2) = 2 by B(a + 1, 1/2) = B(a, 1/2) · a / (a + 1/2). */
function betaHalf(df: number): number {
  let a = df % 2 === 0 ? 1 : 0.5;
  let beta = df % 2 === 0 ? 2 : Math.PI;
  for (; a < df / 2; a++) beta *= a / (a + 0.5);
  return beta;
}

/** 1 / (1 + d1 / (1 + d2 / …)), which is I_x(a, b) · a B(a, b) / (x^a (1 - x)^b) (DLMF 8.17.22). */
function fraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let value = 1;
  let c = 1;
  let d = 0;
  for (let term = 1; term <= MOST_TERMS; term++) {
    const m = Math.floor(term / 2);
    const coefficient =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + coefficient * d);
    c = away(1 + coefficient / c);
    value *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return 1 / value;
}
