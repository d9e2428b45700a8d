import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidingPolicyNames } from '../../../src/core/hiding/registry.ts';
import {
  accepts,
  expectation,
  parseText,
  type Parameter,
} from '../../../src/core/recipe/parameter.ts';
import { parameterKeys, parameters } from '../../../src/core/recipe/parameters.ts';

const described = parameterKeys.map((key): [string, Parameter] => [key, parameters[key]]);

/** Values that the parameter accepts. */
function valuesOf(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.type) {
    case 'integer':
      return fc.integer({ min: parameter.min, max: parameter.max });
    case 'number':
      return fc.double({ min: parameter.min, max: parameter.max, noNaN: true });
    case 'choice':
      return fc.constantFrom(...parameter.choices);
    case 'boolean':
      return fc.boolean();
    case 'text':
      return fc.stringMatching(/^[^\s](.*[^\s])?$/);
  }
}

describe.each(described)('the parameter %s', (key, parameter) => {
  it('has a label, help that is a sentence, and a link if it has a source', () => {
    expect(parameter.label).not.toBe('');
    expect(parameter.help).toMatch(/^["A-Z].*\.$/);
    if (parameter.source !== undefined) expect(URL.canParse(parameter.source)).toBe(true);
  });

  it('has a name that makes a flag', () => {
    expect(key).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
  });

  it('accepts its own default', () => {
    expect(accepts(parameter, parameter.default)).toBe(true);
  });

  it('says what it expects', () => {
    expect(expectation(parameter)).toMatch(/^(a |one of |true or false)/);
  });

  it('reads back each value that it accepts from its text', () => {
    fc.assert(
      fc.property(valuesOf(parameter), (value) => {
        expect(accepts(parameter, value)).toBe(true);
        const text = Object.is(value, -0) ? '-0' : String(value);
        expect(parseText(parameter, ` ${text} `)).toBe(value);
      }),
    );
  });

  it.each([undefined, NaN, [], {}])('does not accept %j', (value) => {
    expect(accepts(parameter, value)).toBe(false);
  });

  it('accepts null only where null is its default', () => {
    expect(accepts(parameter, null)).toBe(parameter.default === null);
  });

  it('accepts no value of another type', () => {
    const other = typeof parameter.default === 'string' ? 1 : 'something';
    expect(accepts(parameter, other)).toBe(false);
  });
});

const numeric = described.filter(([, { type }]) => type === 'integer' || type === 'number');

describe.each(numeric)('the number %s', (_, parameter) => {
  if (parameter.type !== 'integer' && parameter.type !== 'number') return;
  const { min, max } = parameter;

  it('ends with its range', () => {
    const bounds = [min, max, min - 1, max + 2].map((value) => accepts(parameter, value));
    expect(bounds).toEqual([true, true, false, false]);
  });

  it.each(['', 'x', '1x', '--1', '1,5', '0x10', 'Infinity', 'NaN', '1e', '1 2', 'null', 'true'])(
    'is not read from "%s"',
    (text) => {
      expect(parseText(parameter, text)).toBeUndefined();
    },
  );

  it('is not accepted when the typed number is too large for a number', () => {
    expect(accepts(parameter, parseText(parameter, '1e999'))).toBe(false);
  });
});

it('reads "all" as no limit, and only for limits', () => {
  expect(parseText(parameters.limit, 'all')).toBeNull();
  expect(parseText(parameters.testLimit, 'all')).toBeNull();
  expect(parseText(parameters.epochs, 'all')).toBeUndefined();
});

it('does not accept half an epoch', () => {
  expect(accepts(parameters.epochs, 2.5)).toBe(false);
});

it('reads only the words true and false for yes and no', () => {
  expect(['true', 'false', 'yes', '1', ''].map((t) => parseText(parameters.nesterov, t))).toEqual([
    true,
    false,
    undefined,
    undefined,
    undefined,
  ]);
});

it('offers every hiding policy of the registry', () => {
  expect(parameters.policy.choices).toEqual(hidingPolicyNames);
});
