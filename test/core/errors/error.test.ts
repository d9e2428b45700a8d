import { describe, expect, it } from 'vitest';
import {
  asMikkeError,
  errorFrom,
  MikkeError,
  reportOf,
  sentence,
} from '../../../src/core/errors/error.ts';

const failure = new MikkeError('disk-full', { path: '/data/a.mikke' });

describe('a report', () => {
  it('carries code and sentence to another process and back', () => {
    const back = errorFrom(structuredClone(reportOf(failure)));
    expect(back).toBeInstanceOf(MikkeError);
    expect([back.code, back.message]).toEqual([failure.code, failure.message]);
    expect(reportOf(back)).toEqual(reportOf(failure));
  });

  it.each<[string, unknown, string]>([
    ['an error', new TypeError('x is not a function'), 'x is not a function.'],
    ['an error without a message', new TypeError(''), 'TypeError.'],
    ['a text', 'out of luck', 'out of luck.'],
    ['nothing', undefined, 'undefined.'],
  ])('of %s is "unexpected" with its words', (_, thrown, words) => {
    const { code, message } = reportOf(thrown);
    expect(code).toBe('unexpected');
    expect(message).toContain(`Something unexpected happened: ${words} What`);
  });
});

describe('asMikkeError', () => {
  it('leaves a MikkeError as it is', () => {
    expect(asMikkeError(failure)).toBe(failure);
  });

  it('keeps what was thrown as the cause', () => {
    const thrown = new Error('x');
    expect(asMikkeError(thrown).cause).toBe(thrown);
  });
});

it('a MikkeError keeps its cause', () => {
  const cause = new Error('ENOSPC');
  expect(new MikkeError('disk-full', { path: 'x' }, cause).cause).toBe(cause);
});

describe('sentence', () => {
  it.each([
    ['no space left', 'no space left.'],
    ['Really?', 'Really?'],
    ['  It broke.  ', 'It broke.'],
    ['It broke\n    at line 3', 'It broke.'],
  ])('makes %j into %j', (text, made) => {
    expect(sentence(text)).toBe(made);
  });
});
