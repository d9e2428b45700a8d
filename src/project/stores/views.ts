import { MikkeError } from '../../core/errors/error.ts';
import { savedViewSchema, type SavedView } from '../../core/query/saved-view.ts';
import type { Connections } from '../connections.ts';
import { parseStored } from './stored-json.ts';

export function viewStore({ read, write, transaction }: Connections) {
  return {
    views: (): SavedView[] =>
      read('SELECT name, view FROM views ORDER BY created_at, name')
        .all()
        .map((row) => {
          const { name, view } = row as { name: string; view: string };
          return parseStored(view, `the view "${name}"`, (given) =>
            savedViewSchema.parse({ name, ...(given as object) }),
          );
        }),

    saveView(view: SavedView, inPlaceOf: string | null): void {
      const { name, ...kept } = savedViewSchema.parse(view);
      transaction(() => {
        const createdAt = (of: string) =>
          write('SELECT created_at FROM views WHERE name = ?').pluck().get(of) as
            string | undefined;
        if (name !== inPlaceOf && createdAt(name) !== undefined) {
          throw new MikkeError('view-exists', { name });
        }
        const since = inPlaceOf === null ? undefined : createdAt(inPlaceOf);
        write('DELETE FROM views WHERE name = ?').run(inPlaceOf);
        write('INSERT INTO views (name, view, created_at) VALUES (?, ?, ?)').run(
          ...[name, JSON.stringify(kept), since ?? new Date().toISOString()],
        );
      });
    },

    removeView(name: string): void {
      write('DELETE FROM views WHERE name = ?').run(name);
    },
  };
}
