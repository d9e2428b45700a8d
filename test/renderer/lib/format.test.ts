import { describe, expect, test } from 'vitest';
import {
  formatBound,
  formatCount,
  formatDuration,
  formatFigure,
  formatMemory,
  formatMoment,
  formatNumber,
  formatPercent,
} from '../../../renderer/lib/format.ts';

test('counts have their thousands separated', () => {
  expect(formatCount(1281167)).toBe('1,281,167');
  expect(formatNumber(1, 'run')).toBe('1 run');
  expect(formatNumber(2500, 'sample')).toBe('2,500 samples');
});

test('bounds are exact', () => {
  expect(formatBound(65_536)).toBe('65,536');
  expect(formatBound(0.01)).toBe('0.01');
});

test.each([
  [0, '0'],
  [0.0863211, '0.0863'],
  [12345, '12,300'],
  [-0.5, '-0.5'],
  [0.0000213, '2.13 × 10⁻⁵'],
  [1e-6, '10⁻⁶'],
  [-1e-12, '-10⁻¹²'],
  [1e-4, '0.0001'],
  [Number.NaN, '–'],
])('%d has three significant figures', (value, text) => {
  expect(formatFigure(value)).toBe(text);
});

test.each([
  [0, '0 s'],
  [0.42, '0.42 s'],
  [4.21, '4.2 s'],
  [9.97, '10 s'],
  [42.4, '42 s'],
  [59.6, '1 min'],
  [134, '2 min 14 s'],
  [3599.7, '1 h'],
  [11520, '3 h 12 min'],
  [183600, '2 d 3 h'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d seconds are a duration', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('a fraction is a percentage with one decimal', () => {
  expect(formatPercent(0.2412)).toBe('24.1 %');
  expect(formatPercent(Number.NaN)).toBe('–');
});

test('memory is in GiB', () => {
  expect(formatMemory(8 * 2 ** 30)).toBe('8 GiB');
});

describe('a moment', () => {
  test('is shown on the clock of this place', () => {
    const local = new Date(2026, 10, 22, 14, 5);
    expect(formatMoment(local.toISOString())).toBe('2026-11-22 14:05');
  });
  test('that is none is a dash', () => {
    expect(formatMoment('soon')).toBe('–');
  });
});
