import { describe, expect, it } from 'vitest';
import { suggestKey } from '../../../src/core/errors/suggest.ts';

describe('suggestKey', () => {
  it.each([
    ['epoch', 'epochs'],
    ['witdh', 'width'],
    ['q', undefined],
    ['', undefined],
  ])('for "%s" is %s', (typed, suggestion) => {
    expect(suggestKey(typed, ['epochs', 'width', 'batch'])).toBe(suggestion);
  });
});
