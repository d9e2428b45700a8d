/** Rows on their way into a file, column by column. */

/** `float32` is written in the fewest digits that read back as it; an `int64` may stand as digits. */
export type ColumnType = 'int32' | 'int64' | 'float32' | 'double' | 'text';
export type Head = readonly { name: string; type: ColumnType }[];

/** Null and NaN are no value. */
export type Values = ArrayLike<number | string | null>;

/** Some rows, one after another; an array of values for each column of the head. */
export type Rows = { count: number; columns: Values[] };

/** How rows are written: the parts of a file, each when its rows are there. */
export type Format = (head: Head, rows: AsyncIterable<Rows>) => AsyncIterable<string | Uint8Array>;
