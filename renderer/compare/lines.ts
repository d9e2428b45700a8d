const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [3, 2], [10, 4]];

/** How the line of a run is drawn: runs differ by more than their place, and the selected one at once. */
export const lineOf = (run: number, selected: number | null) =>
  run === selected
    ? { colour: '--accent', dash: [] }
    : { colour: '--trained', dash: dashes[run % dashes.length] };
