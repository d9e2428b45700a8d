/** Numbers as explanations print them. */
export const whole = (count: number): string => count.toLocaleString('en-US');
export const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** Two numbers with two decimals, or as many as tell them apart. */
export function apart(a: number, b: number): [string, string] {
  // Nine significant digits tell any two float32 apart.
  for (let decimals = 2; decimals < 9; decimals++) {
    const [x, y] = [a.toFixed(decimals), b.toFixed(decimals)];
    if (x !== y || a === b) return [x, y];
  }
  return [a.toPrecision(9), b.toPrecision(9)];
}
