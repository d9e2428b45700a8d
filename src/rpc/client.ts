import { asMikkeError, errorFrom, MikkeError } from '../core/errors/error.ts';
import { decodeValue, encodeValue } from './codec.ts';
import type { Connection } from './connection.ts';
import {
  contract,
  type Contract,
  type Input,
  type Output,
  type ProcedureName,
} from './contract.ts';
import { replySchema } from './message.ts';

type Named<Kind extends Contract[ProcedureName]['kind']> = {
  [Name in ProcedureName]: Contract[Name]['kind'] extends Kind ? Name : never;
}[ProcedureName];

export type Client = {
  /** @throws the MikkeError that the shell reported, or connection-lost */
  call<Name extends Named<'query' | 'command'>>(
    name: Name,
    input: Input<Name>,
  ): Promise<Output<Name>>;
  /** Hears every value until the returned function is called; `onEnd` hears why it ended otherwise. */
  follow<Name extends Named<'stream'>>(
    name: Name,
    input: Input<Name>,
    onValue: (value: Output<Name>) => void,
    onEnd: (error: MikkeError | null) => void,
  ): () => void;
  close(): void;
};

type Pending = {
  name: ProcedureName;
  onValue: (value: unknown) => void;
  onEnd: (error: MikkeError | null) => void;
};

/** Calls over a connection; `onClosed` hears when it is lost or closed. */
export function createClient(connection: Connection, onClosed: () => void): Client {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let open = true;

  const begin = (input: unknown, call: Pending): number => {
    const id = ++lastId;
    if (!open) {
      queueMicrotask(() => call.onEnd(new MikkeError('connection-lost', {})));
      return id;
    }
    const request = encodeValue({ id, call: call.name, input });
    pending.set(id, call);
    connection.send(request);
    return id;
  };

  const end = () => {
    if (!open) return;
    open = false;
    for (const call of pending.values()) call.onEnd(new MikkeError('connection-lost', {}));
    pending.clear();
    onClosed();
  };

  connection.listen((bytes) => {
    let reply;
    try {
      reply = replySchema.parse(decodeValue(bytes));
    } catch {
      // Whoever is there is no shell of ours; nothing that it says can be believed.
      return connection.close();
    }
    const { id } = reply;
    const call = pending.get(id);
    if (call === undefined) return;
    const { kind, output } = contract[call.name];
    if (kind !== 'stream' || !('value' in reply)) pending.delete(id);
    if ('error' in reply) return call.onEnd(errorFrom(reply.error));
    if ('done' in reply) return call.onEnd(null);
    const parsed = output.safeParse(reply.value);
    if (!parsed.success) {
      pending.delete(id);
      return call.onEnd(asMikkeError(parsed.error));
    }
    call.onValue(parsed.data);
    if (kind === 'stream' && open) connection.send(encodeValue({ id, next: true }));
  }, end);

  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        begin(input, {
          name,
          onValue: resolve as (value: unknown) => void,
          onEnd: (error) => reject(error ?? new MikkeError('connection-lost', {})),
        });
      }),
    follow(name, input, onValue, onEnd) {
      const id = begin(input, { name, onValue: onValue as (value: unknown) => void, onEnd });
      return () => {
        if (pending.delete(id)) connection.send(encodeValue({ id, cancel: true }));
      };
    },
    close: () => connection.close(),
  };
}
