import type { RandomStream } from './stream.ts';

/**
 * A draw from Beta(alpha, alpha), alpha > 0, exactly and without rejection. Bailey's polar method
 * (Mathematics of Computation 62, 1994) draws Student's t of 2 alpha degrees of freedom as
 *
 *     t = sqrt(2 alpha) z,   z = sqrt(U^(-1/alpha) - 1) cos(2π V)
 *
 * and 1/2 + 1/2 z / sqrt(1 + z²) is then Beta(alpha, alpha). A small alpha may make z infinite,
 * which this form of the quotient takes to 0 or 1.
 */
export function symmetricBeta(alpha: number, random: RandomStream): number {
  const u = 1 - random.float();
  const z = Math.sqrt(u ** (-1 / alpha) - 1) * Math.cos(2 * Math.PI * random.float());
  return 0.5 + (0.5 * Math.sign(z)) / Math.sqrt(1 + 1 / (z * z));
}
