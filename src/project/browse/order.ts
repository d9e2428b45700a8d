/** Orders of samples by keys: unsigned integers that sort as what they stand for does. */

/** The key of what has no value, which stands last in both directions. */
export const NO_KEY = 0xffffffff;

/** Of numbers; -0 and 0 are one, and NaN is no value. */
export function numberKeys(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < keys.length; i++) {
    const own = bits[i];
    if ((own & 0x7fffffff) > 0x7f800000) keys[i] = NO_KEY;
    else keys[i] = own > 0x80000000 ? ~own : own | 0x80000000;
  }
  return keys;
}

/** Of class numbers or of a word's place among its words. @param none what stands for no value */
export function placeKeys(places: Uint16Array | Uint8Array, none: number): Uint32Array {
  const keys = new Uint32Array(places.length);
  for (let i = 0; i < keys.length; i++) keys[i] = places[i] === none ? NO_KEY : places[i];
  return keys;
}

/** Few enough that the counts stay in the processor's nearest cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/**
 * The samples by their keys; equal ones stand by sample, lowest first, in both directions. A stable
 * radix sort from the lowest digit on, O(N).
 */
export function orderBy(keys: Uint32Array, descending: boolean): Uint32Array {
  const flip = descending ? 0xffffffff : 0;
  const counts = SHIFTS.map(() => new Uint32Array(DIGITS));
  const [low, middle, high] = counts;
  let samples = new Uint32Array(keys.length);
  let own = new Uint32Array(keys.length);
  let valued = 0;
  for (let sample = 0; sample < keys.length; sample++) {
    if (keys[sample] === NO_KEY) continue;
    const key = (keys[sample] ^ flip) >>> 0;
    samples[valued] = sample;
    own[valued++] = key;
    low[key & (DIGITS - 1)]++;
    middle[(key >>> DIGIT_BITS) & (DIGITS - 1)]++;
    high[key >>> (2 * DIGIT_BITS)]++;
  }

  let nextSamples = new Uint32Array(keys.length);
  let nextOwn = new Uint32Array(keys.length);
  SHIFTS.forEach((shift, digit) => {
    const places = counts[digit];
    // Where all have one digit, they stand in its order already.
    if (places.includes(valued)) return;
    toPlaces(places);
    scatter({ samples, own, valued, shift, places }, nextSamples, nextOwn);
    [samples, nextSamples] = [nextSamples, samples];
    [own, nextOwn] = [nextOwn, own];
  });

  for (let sample = 0, at = valued; at < keys.length; sample++) {
    if (keys[sample] === NO_KEY) samples[at++] = sample;
  }
  return samples;
}

/** Counts become the places at which the digits begin. */
function toPlaces(counts: Uint32Array): void {
  let before = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit];
    counts[digit] = before;
    before += count;
  }
}

function scatter(
  from: {
    samples: Uint32Array;
    own: Uint32Array;
    valued: number;
    shift: number;
    places: Uint32Array;
  },
  samples: Uint32Array,
  keys: Uint32Array,
): void {
  const { samples: fromSamples, own, valued, shift, places } = from;
  for (let i = 0; i < valued; i++) {
    const key = own[i];
    const place = places[(key >>> shift) & (DIGITS - 1)]++;
    samples[place] = fromSamples[i];
    keys[place] = key;
  }
}
