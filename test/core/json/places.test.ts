import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PROBLEMS, problemWords, readJson } from '../../../src/core/json/places.ts';

const read = (text: string) => readJson(text, 100);
const problemsOf = (text: string) => read(text).problems ?? [];

describe('a JSON text', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', '\uFEFF'), (text, mark) => {
        const reading = read(mark + text);
        if (reading.problems !== null) throw new Error(problemWords(reading.problems));
        expect(reading.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused, within its lines, where JSON.parse refuses it', () => {
    const pieces = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"b"', '1', '-', '01', '1.', '1e', 'true', 'nul'],
      ...['NaN', '-Infinity', '//', '/*', '"', "'a'", '\\', '\n', '\r\n', '\t', '\u00a0', '\0'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const problems = problemsOf(text);
        expect(problems.some(({ message }) => !message.includes('stands twice'))).toBe(
          !isJson(text),
        );
        for (const { line, column } of problems) {
          const found = text.split(/\r\n|\r|\n/)[line - 1];
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(found.length + 1);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, string, number, number, string]>([
    ['nothing', ' ', 1, 2, 'the text is empty.'],
    ['NaN', '{\n"a": NaN }', 2, 6, 'NaN is no finite number, and JSON has no word for it.'],
    ['-Infinity', '[-Infinity]', 1, 2, '-Infinity is no finite number'],
    ['another sign', '[0,\n @x ]', 2, 2, '"@x" is no JSON'],
    ['a name without quotes', '{ a: 1 }', 1, 3, '"a" is no JSON'],
    ['a comment', '[\n// why\n]', 2, 1, 'JSON has no comments'],
    ['a comma at the end', '[\n1,\n\n]', 2, 2, 'this comma is one too many'],
    ['a comma at the end of an object', '{ "a": 1,\n}', 1, 9, 'this comma is one too many'],
    ['no comma', '[1\n2]', 2, 1, 'a comma is missing before "2".'],
    ['no colon', '{ "a" 1 }', 1, 7, 'a colon is missing before "1".'],
    ['no value', '{ "a": }', 1, 8, 'a value is missing before "}".'],
    ['no closing bracket', '[\n1\n', 3, 1, 'the text ends here, and a ] is missing.'],
    ['no closing brace', '{', 1, 2, 'the text ends here, and a } is missing.'],
    ['another closing bracket', '[1\n}', 2, 1, '"}" closes another bracket'],
    ['something after its end', '{}\n[]', 2, 1, 'the document ends before "["'],
    ['an open quote', '["a\n]', 1, 2, 'the closing quote of this text is missing.'],
    ['a number that begins with 0', '[01]', 1, 3, 'a number does not begin with 0'],
    ['an unfinished number', '[1.]', 1, 2, 'the number 1. is not finished.'],
    ['a tab in a text', '["\t"]', 1, 2, 'a character that JSON does not allow'],
    ['a name twice', '{ "a": 1,\n  "a": 2 }', 2, 3, 'the name "a" stands twice in its object.'],
    ['__proto__ twice', '{ "__proto__": 1, "__proto__": 2 }', 1, 19, 'stands twice'],
    ['too deep a list', '[\n'.repeat(1_000_000), 33, 1, 'nested more than 32 deep'],
    ['too long a list', `{ "a": {\n"b": [${'0,'.repeat(101)}0] } }`, 2, 6, 'a.b has more than 100'],
  ])('with %s is refused at its place', (_, text, line, column, words) => {
    expect(problemsOf(text)[0]).toEqual({
      line,
      column,
      message: expect.stringContaining(words) as string,
    });
  });

  it('names every unknown sign, up to a number of them', () => {
    expect(problemsOf('[NaN,\n1,\nInfinity, 2').map(({ line }) => line)).toEqual([1, 3]);
    expect(problemsOf('NaN '.repeat(1_000_000))).toHaveLength(MOST_PROBLEMS);
  });

  it('knows the places of its names and values', () => {
    const reading = read('{\n  "a": [ 1,\n    { "b": 2 } ]\n}');
    if (reading.problems !== null) throw new Error(problemWords(reading.problems));
    expect(reading.placeOf([], 'value')).toEqual({ line: 1, column: 1 });
    expect(reading.placeOf(['a'], 'name')).toEqual({ line: 2, column: 3 });
    expect(reading.placeOf(['a', 0], 'value')).toEqual({ line: 2, column: 10 });
    expect(reading.placeOf(['a', 1, 'b'], 'name')).toEqual({ line: 3, column: 7 });
    expect(reading.placeOf(['a', 1, 'b'], 'value')).toEqual({ line: 3, column: 12 });
  });
});

describe('problems in words', () => {
  const problem = (line: number) => ({ line, column: 1, message: `it is ${line}.` });
  it('name the line of each, and count what is left', () => {
    expect(problemWords([problem(1)])).toBe('line 1: it is 1.');
    expect(problemWords([1, 2, 3, 4].map(problem))).toBe(
      'line 1: it is 1. Line 2: it is 2. Line 3: it is 3. There is 1 more.',
    );
    expect(problemWords(Array.from({ length: MOST_PROBLEMS }, (_, i) => problem(i)))).toContain(
      'There are at least 17 more.',
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
