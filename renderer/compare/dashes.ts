const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [3, 2], [10, 4]];

/** How the line of a run is broken, so that runs differ by more than their place. */
export const dashOf = (run: number): number[] => dashes[run % dashes.length];
