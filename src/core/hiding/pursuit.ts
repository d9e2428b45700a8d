/** A residual this small, relative to the target, is matched: what is left in float64 is rounding. */
const MATCHED = 1e-6;

/** A row whose square length off the rows taken is a smaller share of its own is dependent on them. */
const INDEPENDENT = 1e-13;

/**
 * Orthogonal matching pursuit with weights of at least 0: a weight for every row g_j, 0 for those
 * not taken, of which at most `budget` are taken to make small
 *
 *     |Σ_j w_j g_j - Σ_j g_j|² + lam |w|²
 *
 * Greedy: the row with the largest product with the residual is taken, the lower of equal ones; then
 * the weights of all rows taken are fitted anew. A row whose weight would turn negative is given back.
 * That is the active-set method of Lawson and Hanson (Solving Least Squares Problems, 1974, chapter
 * 23), ended at the budget, at a residual of `eps` times the target, or where no row improves it.
 * Without `lam` some row always does until the target is met, since all weights 1 meet it.
 *
 * `gradients` is [rows, length], row by row, and finite. Everything is computed in float64 from the
 * Gram matrix: O(rows² length) for it, then O(rows budget) a step. Memory is 8 rows² bytes.
 */
export function pursuit({
  gradients,
  length,
  budget,
  lam = 0,
  eps = MATCHED,
}: {
  gradients: Float32Array;
  length: number;
  budget: number;
  lam?: number;
  eps?: number;
}): Float64Array {
  const rows = length === 0 ? 0 : gradients.length / length;
  const gram = gramOf(gradients, rows, length);
  // The target is the sum of all rows, so its products with them, and its square, are sums of the Gram matrix.
  const products = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) products[j] += gram[i * rows + j];
  }
  const targetSquare = products.reduce((sum, product) => sum + product, 0);

  const fit = new Fit(gram, products, Math.min(budget, rows), lam);
  let weights: Float64Array = new Float64Array(rows);
  let objective = targetSquare;
  while (fit.taken.length < budget && objective > eps * eps * targetSquare) {
    const row = steepest(gram, products, weights, fit.taken);
    if (row === -1 || !fit.take(row)) break;
    const fitted = fitNonNegative(fit, weights);
    const reached = targetSquare - fit.explained();
    // Every step lowers the objective, so no set of rows comes again; one that does not is rounding.
    if (!(reached < objective)) break;
    weights = fitted;
    objective = reached;
  }
  return weights;
}

/** The products of every two rows: [rows, rows], symmetric. */
function gramOf(gradients: Float32Array, rows: number, length: number): Float64Array {
  const gram = new Float64Array(rows * rows);
  const set = (i: number, j: number, product: number) => {
    gram[i * rows + j] = product;
    gram[j * rows + i] = product;
  };
  for (let i = 0; i < rows; i++) {
    const a = gradients.subarray(i * length, (i + 1) * length);
    let j = i;
    // Four sums at once hide the latency of an addition; each is summed in the same order, so equal rows tie.
    for (; j + 3 < rows; j += 4) {
      const b = gradients.subarray(j * length, (j + 4) * length);
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < length; k++) {
        const value = a[k];
        s0 += value * b[k];
        s1 += value * b[length + k];
        s2 += value * b[2 * length + k];
        s3 += value * b[3 * length + k];
      }
      set(i, j, s0);
      set(i, j + 1, s1);
      set(i, j + 2, s2);
      set(i, j + 3, s3);
    }
    for (; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += a[k] * gradients[j * length + k];
      set(i, j, sum);
    }
  }
  return gram;
}

/** The row not taken whose product with the residual is largest and above 0, or -1. */
function steepest(
  gram: Float64Array,
  products: Float64Array,
  weights: Float64Array,
  taken: readonly number[],
): number {
  const rows = products.length;
  const residual = products.slice();
  for (const row of taken) {
    const weight = weights[row];
    for (let j = 0; j < rows; j++) residual[j] -= weight * gram[row * rows + j];
  }
  for (const row of taken) residual[row] = 0;
  let best = -1;
  for (let j = 0; j < rows; j++) {
    if (residual[j] > (best === -1 ? 0 : residual[best])) best = j;
  }
  return best;
}

/** The least squares over the rows taken, once those are given back that would turn negative. */
function fitNonNegative(fit: Fit, before: Float64Array): Float64Array {
  const weights = before.slice();
  for (;;) {
    const solved = fit.solve();
    // The first weight to reach 0 on the way from the old weights to the new ones.
    let share = 1;
    let spent = -1;
    fit.taken.forEach((row, place) => {
      if (solved[place] > 0) return;
      const own = weights[row] > 0 ? weights[row] / (weights[row] - solved[place]) : 0;
      if (spent === -1 || own < share) [share, spent] = [own, place];
    });
    fit.taken.forEach((row, place) => {
      const weight = weights[row] + share * (solved[place] - weights[row]);
      weights[row] = spent === -1 ? solved[place] : place === spent ? 0 : Math.max(0, weight);
    });
    if (spent === -1) return weights;
    fit.giveBack(spent);
  }
}

/**
 * The least squares over the rows taken: a Cholesky factor L of their Gram matrix plus lam, which
 * grows and shrinks by a row in O(k²), and y with L y = products, of which Lᵀ w = y gives the weights.
 */
class Fit {
  readonly taken: number[] = [];
  readonly #gram: Float64Array;
  readonly #products: Float64Array;
  readonly #lam: number;
  readonly #factor: Float64Array[];
  readonly #y: Float64Array;

  constructor(gram: Float64Array, products: Float64Array, capacity: number, lam: number) {
    this.#gram = gram;
    this.#products = products;
    this.#lam = lam;
    this.#factor = [];
    this.#y = new Float64Array(capacity);
  }

  /** False where the row depends on those taken, and is not. */
  take(row: number): boolean {
    const k = this.taken.length;
    const rows = this.#products.length;
    const added = new Float64Array(this.#y.length);
    const square = this.#gram[row * rows + row] + this.#lam;
    let pivot = square;
    let y = this.#products[row];
    for (let i = 0; i < k; i++) {
      const line = this.#factor[i];
      let sum = this.#gram[row * rows + this.taken[i]];
      for (let j = 0; j < i; j++) sum -= line[j] * added[j];
      added[i] = sum / line[i];
      pivot -= added[i] ** 2;
      y -= added[i] * this.#y[i];
    }
    if (!(pivot > INDEPENDENT * square)) return false;
    added[k] = Math.sqrt(pivot);
    this.#y[k] = y / added[k];
    this.#factor.push(added);
    this.taken.push(row);
    return true;
  }

  /** Drops a line of L, and rotates the columns behind it back into a triangle (Givens). */
  giveBack(place: number): void {
    this.taken.splice(place, 1);
    this.#factor.splice(place, 1);
    for (let j = place; j < this.taken.length; j++) {
      const diagonal = this.#factor[j];
      const radius = Math.hypot(diagonal[j], diagonal[j + 1]);
      const [cos, sin] = [diagonal[j] / radius, diagonal[j + 1] / radius];
      const rotate = (line: Float64Array) => {
        const [left, right] = [line[j], line[j + 1]];
        line[j] = cos * left + sin * right;
        line[j + 1] = cos * right - sin * left;
      };
      for (let i = j; i < this.taken.length; i++) rotate(this.#factor[i]);
      rotate(this.#y);
    }
  }

  /** The weights, in the order of `taken`. */
  solve(): Float64Array {
    const k = this.taken.length;
    const weights = this.#y.slice(0, k);
    for (let i = k - 1; i >= 0; i--) {
      const line = this.#factor[i];
      weights[i] /= line[i];
      for (let j = 0; j < i; j++) weights[j] -= line[j] * weights[i];
    }
    return weights;
  }

  /** By how much the weights lower the objective from the square of the target: |y|². */
  explained(): number {
    let sum = 0;
    for (let i = 0; i < this.taken.length; i++) sum += this.#y[i] ** 2;
    return sum;
  }
}
