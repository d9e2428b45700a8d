import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amend, begin, commit, redo, undo } from '../../../renderer/schedule/history.ts';

const steps = fc.array(fc.integer(), { minLength: 1, maxLength: 30 });

describe('a history', () => {
  it('undoes every step in turn, and redoes them to where it was', () => {
    fc.assert(
      fc.property(steps, (values) => {
        const full = values.reduce(commit, begin(-1));
        let back = full;
        const seen = values.map(() => (back = undo(back)).present);
        expect(seen).toEqual([-1, ...values].toReversed().slice(1));
        expect(values.reduce((history) => redo(history), back)).toEqual(full);
      }),
    );
  });

  it('stays as it is where nothing is left to undo or redo', () => {
    const start = begin('start');
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
  });

  it('forgets what was undone when something new is done', () => {
    const history = commit(undo(commit(begin('a'), 'b')), 'c');
    expect(redo(history)).toBe(history);
    expect(undo(history).present).toBe('a');
  });

  it('takes what amends a step as one with it', () => {
    const history = amend(amend(commit(begin('a'), 'b'), 'c'), 'd');
    expect(history.present).toBe('d');
    expect(undo(history).present).toBe('a');
  });

  it('keeps the last ten thousand steps', () => {
    const history = Array.from({ length: 10_100 }, (_, i) => i).reduce(commit, begin(-1));
    expect(history.past).toHaveLength(10_000);
    expect(history.past[0]).toBe(99);
  });
});
