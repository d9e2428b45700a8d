/** What a query gives, column by column. */

/** An integer beyond 2^53 or a number that is not finite stands as text, a blob as X'…'. */
export type Cell = number | string | null;
/** What a column's cells are: `real` may hold whole numbers, `text` anything, `none` only null. */
export const kinds = ['none', 'integer', 'real', 'text'] as const;
export type Kind = (typeof kinds)[number];

/** Some rows of a result, one after another. */
export type SqlPart = {
  names: string[];
  /** Of the cells in this part alone. */
  kinds: Kind[];
  rows: number;
  /** As many cells a column as there are rows. */
  columns: Cell[][];
};

/** The kind of a column that has cells of both. */
export function joinKinds(a: Kind, b: Kind): Kind {
  if (a === b || b === 'none') return a;
  if (a === 'none') return b;
  return a === 'text' || b === 'text' ? 'text' : 'real';
}
