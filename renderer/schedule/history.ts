/** What was, what is, and what was undone: pure, so that undo and redo are exact. */
export type History<T> = {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
};

/** More than anybody goes back by hand. */
const MOST_STEPS = 10_000;

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** A step: it can be undone, and what was undone before it is gone. */
export const commit = <T>(history: History<T>, next: T): History<T> => ({
  past: [...history.past, history.present].slice(-MOST_STEPS),
  present: next,
  future: [],
});

/** Goes on with the last step, as a key that is held down does. */
export const amend = <T>(history: History<T>, next: T): History<T> => ({
  ...history,
  present: next,
  future: [],
});

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past[past.length - 1], future: [present, ...future] };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  if (future.length === 0) return history;
  return { past: [...past, present], present: future[0], future: future.slice(1) };
}
