/** Which of many hashes of 64 bits are near each other. */

/** Bands that the bits are parted into. Two hashes that differ in fewer bits than that agree in a whole band. */
const BANDS = 4;
/** The farthest that two near-duplicates are from each other, in bits. */
export const MOST_DISTANCE = BANDS - 1;

/** So few are compared each with each. */
const FEW = 48;

export type NearDuplicates = {
  /** To the nearest other hash, in bits; NaN for one that has none near. */
  distance: Float32Array<ArrayBuffer>;
  /** From 1 on in the order of their first members; NaN for one that is in none. */
  group: Float32Array<ArrayBuffer>;
  groups: number;
};

/**
 * @param hashes two words of 32 bits each
 * @param known whether there is a hash, a byte each; the others are near nobody
 * @param most distance in bits up to which two are near, at most MOST_DISTANCE
 */
export function nearDuplicates(
  hashes: Uint32Array,
  known: Uint8Array,
  most: number,
): NearDuplicates {
  if (most > MOST_DISTANCE)
    throw new RangeError(`Distances are found up to ${MOST_DISTANCE} bits.`);
  const count = known.length;
  const distance = new Float32Array(count).fill(NaN);
  const leader = Uint32Array.from({ length: count }, (_, i) => i);
  const firstOf = (i: number): number => {
    while (leader[i] !== i) i = leader[i] = leader[leader[i]];
    return i;
  };
  /** Groups are led by their first members. */
  function join(a: number, b: number, bits: number): void {
    if (!(distance[a] <= bits)) distance[a] = bits;
    if (!(distance[b] <= bits)) distance[b] = bits;
    const [one, other] = [firstOf(a), firstOf(b)];
    leader[Math.max(one, other)] = Math.min(one, other);
  }

  const order = Uint32Array.from(known.keys()).filter((i) => known[i] === 1);
  order.sort(
    (a, b) => hashes[2 * a] - hashes[2 * b] || hashes[2 * a + 1] - hashes[2 * b + 1] || a - b,
  );
  // Of equal ones only the first is looked for, so that a thousand black pictures cost no million pairs.
  const different = order.filter((i, at) => {
    const before = order[at - 1];
    const equal =
      at > 0 &&
      hashes[2 * before] === hashes[2 * i] &&
      hashes[2 * before + 1] === hashes[2 * i + 1];
    if (equal) join(before, i, 0);
    return !equal;
  });
  if (most > 0) search(hashes, different, allBits(), most, join);

  // The nearest hash of an equal one is 0 bits away, and a different one tells nothing new.
  const group = new Float32Array(count).fill(NaN);
  let groups = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(distance[i])) continue;
    const first = firstOf(i);
    group[i] = first === i ? ++groups : group[first];
  }
  return { distance, group, groups };
}

/** Neighbouring frequencies go together, so each band takes some of all. */
const allBits = (): number[] =>
  Array.from({ length: 64 }, (_, i) => (i % 16) * BANDS + Math.floor(i / 16));

/**
 * Joins every two members that differ in at most `most` bits, all of which are among `bits`. Those
 * that agree in one of the bands are looked at: they can differ in the others only, so that a large
 * bucket is parted by these again.
 */
function search(
  hashes: Uint32Array,
  members: Uint32Array,
  bits: readonly number[],
  most: number,
  join: (a: number, b: number, bits: number) => void,
): void {
  if (members.length <= FEW || bits.length < BANDS) {
    for (let i = 1; i < members.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [members[i], members[j]];
        const differ =
          bitsOf(hashes[2 * a] ^ hashes[2 * b]) + bitsOf(hashes[2 * a + 1] ^ hashes[2 * b + 1]);
        if (differ <= most) join(a, b, differ);
      }
    }
    return;
  }
  const width = Math.ceil(bits.length / BANDS);
  for (let start = 0; start < bits.length; start += width) {
    const band = bits.slice(start, start + width);
    const others = [...bits.slice(0, start), ...bits.slice(start + width)];
    for (const bucket of bucketsOf(hashes, members, band)) {
      search(hashes, bucket, others, most, join);
    }
  }
}

/** The members by their bits of a band, without those that are alone. */
function* bucketsOf(
  hashes: Uint32Array,
  members: Uint32Array,
  band: readonly number[],
): Generator<Uint32Array> {
  const keys = new Uint32Array(members.length);
  for (let i = 0; i < members.length; i++) {
    let key = 0;
    for (let b = 0; b < band.length; b++) {
      const bit = band[b];
      key |= ((hashes[2 * members[i] + (bit >>> 5)] >>> (bit & 31)) & 1) << b;
    }
    keys[i] = key;
  }
  const ends = new Uint32Array(1 << band.length);
  for (const key of keys) ends[key]++;
  for (let key = 1; key < ends.length; key++) ends[key] += ends[key - 1];
  const sorted = new Uint32Array(members.length);
  const next = ends.slice();
  for (let i = members.length - 1; i >= 0; i--) sorted[--next[keys[i]]] = members[i];
  for (let key = 0; key < ends.length; key++) {
    if (ends[key] - next[key] > 1) yield sorted.subarray(next[key], ends[key]);
  }
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
