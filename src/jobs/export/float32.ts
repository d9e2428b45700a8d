/**
 * The shortest decimal that reads back as the same float32, as a double prints it: 0.1, not
 * 0.10000000149011612. Nine significant digits are always enough.
 */
export function shortestFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(9));
}
