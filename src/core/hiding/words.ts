/** Numbers as explanations print them. */
export const whole = (count: number): string => count.toLocaleString('en-US');
export const figure = (value: number): string => String(Number(value.toPrecision(3)));
export const perCent = (fraction: number): string => `${figure(100 * fraction)} %`;

/** Two numbers with two decimals, or as many as tell them apart. */
export function apart(a: number, b: number): [string, string] {
  // Nine significant digits tell any two float32 apart.
  for (let decimals = 2; decimals < 9; decimals++) {
    const [x, y] = [a.toFixed(decimals), b.toFixed(decimals)];
    if (x !== y || a === b) return [x, y];
  }
  return [a.toPrecision(9), b.toPrecision(9)];
}

/** Two numbers with three significant figures, or as many as tell them apart. */
export function figuresApart(a: number, b: number): [string, string] {
  for (let digits = 3; digits < 17; digits++) {
    const [x, y] = [a, b].map((value) => String(Number(value.toPrecision(digits))));
    if (x !== y || a === b) return [x, y];
  }
  return [String(a), String(b)];
}

/** The models of a prelude. */
export const models = (prelude: { scoreModels: number; scoreEpochs: number }): string =>
  `${counted(prelude.scoreModels, 'model')} of ${counted(prelude.scoreEpochs, 'epoch')}`;

const counted = (count: number, one: string) => `${whole(count)} ${one}${count === 1 ? '' : 's'}`;
