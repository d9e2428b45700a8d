/** A query's result as rows of a file. */
import { MikkeError } from '../../core/errors/error.ts';
import { joinKinds, type Kind, type SqlPart } from '../../core/sql/result.ts';
import type { ColumnType, Head, Rows } from './rows.ts';

const types: Record<Kind, ColumnType> = {
  ...{ none: 'text', integer: 'int64', real: 'double', text: 'text' },
};

/** For a format that must know what a column is before its first row is written: it reads all rows. */
export async function headOf(parts: AsyncIterable<SqlPart>): Promise<Head> {
  let all: Kind[] = [];
  let names: string[] = [];
  for await (const part of parts) {
    names = part.names;
    all = part.kinds.map((kind, i) => joinKinds(all[i] ?? 'none', kind));
  }
  return names.map((name, i) => ({ name, type: types[all[i]] }));
}

/** @throws sql-mixed-column where a column is no longer of its type, as of a query with random() */
export async function* rowsOf(parts: AsyncIterable<SqlPart>, head: Head): AsyncGenerator<Rows> {
  for await (const { rows, kinds, columns } of parts) {
    head.forEach(({ name, type }, i) => {
      const fits = type === 'text' || types[joinKinds(kinds[i], kindOf(type))] === type;
      if (!fits) throw new MikkeError('sql-mixed-column', { column: name });
    });
    yield { count: rows, columns };
  }
}

const kindOf = (type: ColumnType): Kind => (type === 'int64' ? 'integer' : 'real');
