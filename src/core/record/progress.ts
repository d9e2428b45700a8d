/** Roughly where in an epoch's time each part begins, and how much of it each takes; importing and scoring come before. */
const parts = {
  import: { start: 0, share: 0 },
  score: { start: 0, share: 0 },
  train: { start: 0, share: 0.85 },
  refresh: { start: 0.85, share: 0.05 },
  evaluate: { start: 0.9, share: 0.1 },
};

/** The share of an epoch, 0 … 1, that is done when `done` of `total` samples of one of its parts are. */
export function shareOfEpoch(progress: {
  part: keyof typeof parts;
  done: number;
  total: number;
}): number {
  const { start, share } = parts[progress.part];
  return progress.total === 0 ? start : start + (share * progress.done) / progress.total;
}
