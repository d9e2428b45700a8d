/**
 * Named, seeded random streams. A stream is keyed by (seed, purpose, epoch, index) and carries no
 * state from one epoch to the next, so a resumed run draws what the unbroken run would have drawn,
 * and a new use of randomness never shifts an old one.
 */
export type RandomKey = { seed: number; purpose: string; epoch?: number; index?: number };

export interface RandomStream {
  /** Uniform over all 32-bit unsigned integers. */
  uint32(): number;
  /** Uniform over [0, 1) with 53 random bits. */
  float(): number;
  /** Uniform over 0 … n-1 without modulo bias; n in 1 … 2^32. */
  below(n: number): number;
  /** Normal with mean 0 and standard deviation 1 (Box-Muller). */
  normal(): number;
}

/** Multiplies and xors one 32-bit word into a hash; the constants are MurmurHash3's. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  hash ^= Math.imul(k, 0x1b873593);
  hash = (hash << 13) | (hash >>> 19);
  return (Math.imul(hash, 5) + 0xe6546b64) | 0;
}

/** MurmurHash3's finaliser. */
function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hashKey(key: RandomKey, salt: number): number {
  const { seed, purpose, epoch = 0, index = 0 } = key;
  let hash = salt;
  for (const number of [seed, epoch, index]) {
    hash = mix(hash, number | 0);
    hash = mix(hash, Math.floor(number / 2 ** 32) | 0);
  }
  for (let i = 0; i < purpose.length; i++) hash = mix(hash, purpose.charCodeAt(i));
  return finish(hash ^ purpose.length);
}

/** The stream for a key: sfc32 (Chris Doty-Humphrey's small fast counter), 128 bits of state. */
export function randomStream(key: RandomKey): RandomStream {
  let a = hashKey(key, 0x9e3779b9);
  let b = hashKey(key, 0x243f6a88);
  let c = hashKey(key, 0xb7e15162);
  let counter = 1;

  const uint32 = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) uint32();

  const float = () => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;
  return {
    uint32,
    float,
    below(n) {
      // Draws above the largest multiple of n would favour small results: draw again.
      const limit = 2 ** 32 - (2 ** 32 % n);
      let drawn = uint32();
      while (drawn >= limit) drawn = uint32();
      return drawn % n;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
  };
}

/** Shuffles in place (Fisher-Yates), every order equally likely. */
export function shuffle(values: Uint32Array, random: RandomStream): Uint32Array {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const value = values[last];
    values[last] = values[other];
    values[other] = value;
  }
  return values;
}

/** k of the numbers 0 … n-1, every subset equally likely, ascending. O(n). */
export function choose(n: number, k: number, random: RandomStream): Uint32Array {
  const chosen = new Uint32Array(k);
  for (let value = 0, found = 0; found < k; value++) {
    // Selection sampling (Knuth, TAOCP 3.4.2 S): each value is taken with probability needed / left.
    if (random.float() * (n - value) < k - found) chosen[found++] = value;
  }
  return chosen;
}
