/** Both ends of the stream between the desktop's window process and the shell in its own Node. */
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { decodeValue, encodeValue } from '../rpc/codec.ts';
import type { Connection } from '../rpc/connection.ts';
import { serveConnection } from '../rpc/server.ts';
import { framesOver, NOTES } from './frames.ts';
import type { Service } from './service.ts';

const connectionId = z.int().min(1);
const noteSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('opened'), connection: connectionId }),
  z.strictObject({ type: z.literal('closed'), connection: connectionId }),
  z.strictObject({ type: z.literal('is-busy') }),
  z.strictObject({ type: z.literal('busy'), what: z.string().nullable() }),
]);
type Note = z.infer<typeof noteSchema>;

type End = { onMessage(message: Uint8Array): void; onClose(): void };

/** What both sides do: hand frames to the connection that they are for, and notes to `onNote`. */
function endsOver(stream: Duplex, onNote: (note: Note) => void) {
  const ends = new Map<number, End>();
  const frames = framesOver(stream, (connection, bytes) => {
    if (connection !== NOTES) return ends.get(connection)?.onMessage(bytes);
    const note = noteSchema.safeParse(decodeValue(bytes));
    if (note.success) onNote(note.data);
    else stream.destroy(new Error('The other end of the link speaks another language.'));
  });
  const note = (value: Note) => frames.send(NOTES, encodeValue(value));
  const forget = (connection: number) => {
    const end = ends.get(connection);
    ends.delete(connection);
    end?.onClose();
  };
  stream.once('close', () => [...ends.keys()].forEach(forget));
  return {
    note,
    forget,
    connection: (connection: number): Connection => ({
      send: (message) => frames.send(connection, message),
      listen(onMessage, onClose) {
        if (stream.destroyed) queueMicrotask(onClose);
        else ends.set(connection, { onMessage, onClose });
      },
      close() {
        if (!ends.has(connection)) return;
        note({ type: 'closed', connection });
        forget(connection);
      },
    }),
  };
}

/** The shell's end: serves whatever connection the other end opens. */
export function serveLink(
  stream: Duplex,
  service: Service & { busy(): Promise<string | null> },
  onRefused: (why: string) => void,
): void {
  const ends = endsOver(stream, (note) => {
    switch (note.type) {
      case 'opened': {
        const { connection } = note;
        const plain = ends.connection(connection);
        const name = String(connection);
        const handlers = service.handlersFor(name);
        serveConnection(
          {
            ...plain,
            listen: (onMessage, onClose) =>
              plain.listen(onMessage, () => {
                onClose();
                service.release(name);
              }),
          },
          handlers,
          onRefused,
        );
        return;
      }
      case 'closed':
        return ends.forget(note.connection);
      case 'is-busy':
        void service.busy().then((what) => ends.note({ type: 'busy', what }));
        return;
      case 'busy':
        return onRefused('a shell is asked, it does not ask');
    }
  });
}

export type Link = {
  /** A connection of its own to the shell. */
  connect(): Connection;
  /** What would be stopped with the shell, as a clause; null where that is nothing. */
  busy(): Promise<string | null>;
};

/** The windows' end. */
export function linkTo(stream: Duplex): Link {
  let lastConnection = 0;
  const asking: ((what: string | null) => void)[] = [];
  const answerAll = (what: string | null) => {
    for (const answer of asking.splice(0)) answer(what);
  };
  const ends = endsOver(stream, (note) => {
    if (note.type === 'busy') answerAll(note.what);
    else if (note.type === 'closed') ends.forget(note.connection);
  });
  stream.once('close', () => answerAll(null));
  return {
    connect() {
      const connection = ++lastConnection;
      ends.note({ type: 'opened', connection });
      return ends.connection(connection);
    },
    busy: () =>
      new Promise((resolve) => {
        if (stream.destroyed) return resolve(null);
        asking.push(resolve);
        ends.note({ type: 'is-busy' });
      }),
  };
}

/** Passes on what each of two connections says to the other, until one of them closes. */
export function join(one: Connection, other: Connection): void {
  const copy = (message: Uint8Array) => message.slice();
  one.listen(
    (message) => other.send(copy(message)),
    () => other.close(),
  );
  other.listen(
    (message) => one.send(copy(message)),
    () => one.close(),
  );
}
