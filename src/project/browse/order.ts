/** Orders of samples by keys: unsigned integers that sort as what they stand for does. */
import type { Mask } from './mask.ts';

/** The key of what has no value, which stands last in both directions. */
const NO_KEY = 0xffffffff;

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

/** All samples by number. */
export function bySample(samples: number, descending: boolean): Uint32Array {
  const order = new Uint32Array(samples);
  for (let i = 0; i < samples; i++) order[i] = descending ? samples - 1 - i : i;
  return order;
}

/** Few enough that the places of all digits stay in the processor's nearest cache. */
const MOST_DIGIT_BITS = 11;

/**
 * Memory that every sort works in, since asking for it takes as long as a pass. Each has pairs of a
 * key and its sample, side by side, so that moving both touches one place of memory.
 */
let room: [Uint32Array, Uint32Array] = [new Uint32Array(0), new Uint32Array(0)];
function roomFor(samples: number): typeof room {
  if (room[0].length < 2 * samples) {
    room = [new Uint32Array(2 * samples), new Uint32Array(2 * samples)];
  }
  return room;
}

/**
 * The samples by their keys; equal ones stand by sample, lowest first, in both directions. A stable
 * radix sort from the lowest digit on, O(N), of as few digits as the span of the keys needs.
 * @param among how many samples pass, where only those are wanted
 */
export function orderBy(
  keys: Uint32Array,
  descending: boolean,
  among: { mask: Mask; count: number } | null,
): Uint32Array {
  const mask = among?.mask ?? null;
  const result = new Uint32Array(among?.count ?? keys.length);
  let [from, to] = roomFor(result.length);

  // Moved by 2^31 they are signed integers, with which processors and compilers are quicker.
  let least = 0x7fffffff;
  let largest = -0x80000000;
  for (let sample = 0; sample < keys.length; sample++) {
    if (keys[sample] === NO_KEY || (mask !== null && mask[sample] === 0)) continue;
    const key = (keys[sample] ^ 0x80000000) | 0;
    if (key < least) least = key;
    if (key > largest) largest = key;
  }

  let valued = 0;
  for (let sample = 0; sample < keys.length; sample++) {
    if (keys[sample] === NO_KEY || (mask !== null && mask[sample] === 0)) continue;
    const key = (keys[sample] ^ 0x80000000) | 0;
    from[2 * valued] = descending ? (largest - key) | 0 : (key - least) | 0;
    from[2 * valued++ + 1] = sample;
  }
  for (let sample = keys.length - 1, last = result.length; last > valued; sample--) {
    if (keys[sample] === NO_KEY && (mask === null || mask[sample] === 1)) result[--last] = sample;
  }

  const bits = least < largest ? 32 - Math.clz32(largest - least) : 1;
  const passes = Math.ceil(bits / MOST_DIGIT_BITS);
  const digitBits = Math.ceil(bits / passes);
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digitBits;
    const places = placesOf(from, valued, shift, digitBits);
    if (pass === passes - 1) {
      moveSamples(from, valued, shift, places, result);
    } else {
      movePairs(from, valued, shift, places, to);
      [from, to] = [to, from];
    }
  }
  return result;
}

/** The place at which each digit begins. */
function placesOf(
  pairs: Uint32Array,
  count: number,
  shift: number,
  digitBits: number,
): Uint32Array {
  const places = new Uint32Array(2 ** digitBits);
  const most = places.length - 1;
  for (let i = 0; i < count; i++) places[(pairs[2 * i] >>> shift) & most]++;
  let before = 0;
  for (let digit = 0; digit <= most; digit++) {
    const own = places[digit];
    places[digit] = before;
    before += own;
  }
  return places;
}

function movePairs(
  pairs: Uint32Array,
  count: number,
  shift: number,
  places: Uint32Array,
  to: Uint32Array,
): void {
  const most = places.length - 1;
  for (let i = 0; i < count; i++) {
    const key = pairs[2 * i];
    const place = 2 * places[(key >>> shift) & most]++;
    to[place] = key;
    to[place + 1] = pairs[2 * i + 1];
  }
}

/** The last pass, after which nobody needs the keys. */
function moveSamples(
  pairs: Uint32Array,
  count: number,
  shift: number,
  places: Uint32Array,
  to: Uint32Array,
): void {
  const most = places.length - 1;
  for (let i = 0; i < count; i++) {
    to[places[(pairs[2 * i] >>> shift) & most]++] = pairs[2 * i + 1];
  }
}
