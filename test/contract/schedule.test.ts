/** docs/schedule.md says what the code does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/core/schedule/evaluate.ts';
import {
  clocks,
  easings,
  MOST_KEYFRAMES,
  trackNames,
  tracks,
} from '../../src/core/schedule/schedule.ts';
import { MOST_CHARACTERS, readSchedule, writeSchedule } from '../../src/core/schedule/text.ts';

const card = readFileSync(join(import.meta.dirname, '../../docs/schedule.md'), 'utf8');
/** The cells of its tables' rows, joined without the spaces that line them up. */
const rows = card
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
      .join(' | '),
  );

const number = (value: number) => value.toLocaleString('en');

/** By name, the formula as it is written there, and what it is. */
const formulas: Record<string, [text: string, weight: (t: number) => number]> = {
  hold: ['0', () => 0],
  linear: ['t', (t) => t],
  cosine: ['(1 - cos(pi t)) / 2', (t) => (1 - Math.cos(Math.PI * t)) / 2],
  smooth: ['t^2 (3 - 2t)', (t) => t ** 2 * (3 - 2 * t)],
};

describe('the page of the schedule', () => {
  it('has an example that is a schedule as it is written', () => {
    const [, example] = /```json\n(.*?)```/s.exec(card) ?? [];
    const { schedule } = readSchedule(example);
    expect(schedule && writeSchedule(schedule)).toBe(example);
  });

  it.each(trackNames)('has the row of the track %s', (name) => {
    const { label, unit, min, max, help } = tracks[name];
    const range = `${number(min)} to ${number(max)}`;
    expect(rows).toContain([`\`${name}\``, label, unit, range, help].join(' | '));
  });

  it.each(easings)('has the formula of the easing %s, by which it is evaluated', (easing) => {
    const [text, weight] = formulas[easing];
    expect(rows.some((row) => row.startsWith(`\`${easing}\` | ${text} | `))).toBe(true);
    const track = [
      { at: 0, value: 0, easing },
      { at: 1, value: 1, easing },
    ];
    for (const t of [0, 0.1, 0.25, 0.5, 0.9]) expect(evaluate(track, t)).toBeCloseTo(weight(t), 12);
  });

  it.each(clocks)('names the clock %s', (clock) => {
    expect(card).toContain(`\`${clock}\``);
  });

  it('has the limits', () => {
    expect(rows).toContain(`keyframes of a track | ${number(MOST_KEYFRAMES)}`);
    expect(rows).toContain(`characters of a text | ${number(MOST_CHARACTERS)}`);
  });
});
