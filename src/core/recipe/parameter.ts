/**
 * One setting of a recipe, described once: command-line flags, forms, validation and docs draw
 * themselves from it. The flag of `testLimit` is `--test-limit`.
 */
export type Parameter = {
  label: string;
  help: string;
  unit?: string;
  /** Where the meaning comes from, if it is a paper's. */
  source?: string;
} & (
  | { type: 'integer' | 'number'; min: number; max: number; default: number | null }
  | { type: 'choice'; choices: readonly string[]; default: string }
  | { type: 'boolean'; default: boolean }
  | { type: 'text'; default: string }
);

/** The value that a described parameter has in a recipe. */
export type ValueOf<P extends Parameter> = P extends { type: 'integer' | 'number' }
  ? null extends P['default']
    ? number | null
    : number
  : P extends { type: 'choice' }
    ? P['choices'][number]
    : P extends { type: 'boolean' }
      ? boolean
      : string;
export type ValuesOf<Ps extends Record<string, Parameter>> = {
  -readonly [Key in keyof Ps]: ValueOf<Ps[Key]>;
};

/** The values that nothing else was said of. */
export const defaultsOf = <Ps extends Record<string, Parameter>>(parameters: Ps): ValuesOf<Ps> =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]),
  ) as ValuesOf<Ps>;

/** What a value of the parameter must be, in words. */
export function expectation(parameter: Parameter): string {
  switch (parameter.type) {
    case 'integer':
      return `a whole number from ${parameter.min} to ${parameter.max}${orAll(parameter)}`;
    case 'number':
      return `a number from ${parameter.min} to ${parameter.max}${orAll(parameter)}`;
    case 'choice':
      return `one of ${parameter.choices.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'a text that is not empty';
  }
}

const orAll = ({ default: byDefault }: { default: number | null }) =>
  byDefault === null ? ', or all' : '';

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 8 });

/** The values that a number may have, without an end that nobody reaches; nothing of other settings. */
export function rangeWords(parameter: Parameter): string {
  if (parameter.type !== 'integer' && parameter.type !== 'number') return '';
  const { min, max } = parameter;
  return max >= 1e8
    ? `${plain.format(min)} or more`
    : `${plain.format(min)} to ${plain.format(max)}`;
}

/** What a setting is where nobody says anything else. */
export const defaultWords = ({ default: value }: Parameter): string =>
  value === null ? 'all' : typeof value === 'number' ? plain.format(value) : String(value);

/** Whether the value may stand in a recipe. */
export function accepts(parameter: Parameter, value: unknown): boolean {
  switch (parameter.type) {
    case 'integer':
    case 'number':
      return (
        (value === null && parameter.default === null) ||
        (typeof value === 'number' &&
          value >= parameter.min &&
          value <= parameter.max &&
          (parameter.type === 'number' || Number.isInteger(value)))
      );
    case 'choice':
      return typeof value === 'string' && parameter.choices.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && value !== '';
  }
}

/** The value that people mean by a typed text, or undefined where it is none. */
export function parseText(parameter: Parameter, text: string): unknown {
  const typed = text.trim();
  switch (parameter.type) {
    case 'integer':
    case 'number': {
      if (parameter.default === null && typed === 'all') return null;
      return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(typed) ? Number(typed) : undefined;
    }
    case 'boolean':
      return typed === 'true' ? true : typed === 'false' ? false : undefined;
    case 'choice':
    case 'text':
      return typed;
  }
}
