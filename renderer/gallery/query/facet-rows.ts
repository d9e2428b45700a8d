/** Which values of a facet are listed, and in which order. */

type Counted = {
  values: readonly string[];
  passing: ArrayLike<number>;
  all: ArrayLike<number>;
};
export type FacetRow = { value: string; word: string; passing: number; all: number };

/** So many are looked through at once; where there are more, those with the most samples stand first. */
const FEW = 12;
const MANY = 100;

/** @param typed narrows them; what is chosen is never left out, and stands first where it is not listed anyway */
export function rowsOf(
  { values, passing, all }: Counted,
  asked: {
    chosen: readonly string[];
    typed: string;
    more: boolean;
    wordOf: (value: string) => string;
  },
): { rows: FacetRow[]; left: number; searched: boolean } {
  const { chosen, typed, more, wordOf } = asked;
  const every = values.map((value, i) => ({
    value,
    word: wordOf(value),
    passing: passing[i],
    all: all[i],
  }));
  if (values.length <= FEW) return { rows: every, left: 0, searched: false };
  const wanted = typed.trim().toLowerCase();
  const isChosen = ({ value }: FacetRow) => chosen.includes(value);
  const matching = every
    .filter((row) => row.word.toLowerCase().includes(wanted))
    // Stable: equal ones keep the order of the values.
    .sort((a, b) => b.passing - a.passing || b.all - a.all);
  const room = more ? MANY : FEW;
  const listed = matching.slice(0, room);
  return {
    rows: [...every.filter((row) => isChosen(row) && !listed.includes(row)), ...listed],
    left: matching.slice(room).filter((row) => !isChosen(row)).length,
    searched: true,
  };
}
