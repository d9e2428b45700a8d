import { MikkeError, reportOf } from '../core/errors/error.ts';
import { decodeValue, encodeValue } from './codec.ts';
import type { Connection } from './connection.ts';
import { contract, type Contract, type Output, type ProcedureName } from './contract.ts';
import { MAX_REQUEST_BYTES, requestSchema } from './message.ts';
import type { z } from 'zod';

type ParsedInput<Name extends ProcedureName> = z.output<Contract[Name]['input']>;

/** One function a procedure; a stream's gives an async iterable, which is ended by its `return`. */
export type Handlers = {
  [Name in ProcedureName]: (
    input: ParsedInput<Name>,
  ) => Contract[Name]['kind'] extends 'stream'
    ? AsyncIterable<Output<Name>>
    : Promise<Output<Name>> | Output<Name>;
};

const isProcedure = (name: string): name is ProcedureName => Object.hasOwn(contract, name);

/** A stream on its way to a window, and what is called when the window wants its next value. */
type Stream = { iterator: AsyncIterator<unknown>; wanted: () => void };

/**
 * Answers a connection's calls until it closes. A message that is none of ours closes it.
 * @param onRefused hears, as a sentence, why a message or call was refused
 */
export function serveConnection(
  connection: Connection,
  handlers: Handlers,
  onRefused: (why: string) => void,
): void {
  const streams = new Map<number, Stream>();
  const reply = (message: Record<string, unknown>) => connection.send(encodeValue(message));

  async function answer(id: number, call: string, given: unknown): Promise<void> {
    if (!isProcedure(call)) throw new MikkeError('unknown-command', { command: call });
    const { kind, input, output } = contract[call];
    const parsed = input.safeParse(given);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const problem = `${call} was called with something else than it takes (${issue.path.join('.')}: ${issue.message}).`;
      onRefused(problem);
      throw new MikkeError('bad-usage', { problem });
    }
    const handler = handlers[call] as (input: unknown) => unknown;
    if (kind !== 'stream') {
      return reply({ id, value: output.parse(await handler(parsed.data)) });
    }
    const iterator = (handler(parsed.data) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    const stream: Stream = { iterator, wanted: () => undefined };
    streams.set(id, stream);
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const wanted = new Promise<void>((resolve) => (stream.wanted = resolve));
        reply({ id, value: output.parse(next.value) });
        await wanted;
      }
      reply({ id, done: true });
    } finally {
      streams.delete(id);
    }
  }

  function end({ iterator, wanted }: Stream): void {
    void iterator.return?.();
    wanted();
  }

  function refuse(why: string): void {
    onRefused(why);
    connection.close();
  }

  connection.listen(
    (bytes) => {
      if (bytes.length > MAX_REQUEST_BYTES) {
        return refuse(`A message had ${bytes.length} bytes, more than a request may have.`);
      }
      let request;
      try {
        request = requestSchema.parse(decodeValue(bytes));
      } catch {
        return refuse('A message was not one of Mikke’s.');
      }
      const { id } = request;
      const stream = streams.get(id);
      if ('cancel' in request) return void (stream && end(stream));
      if ('next' in request) return stream?.wanted();
      if (stream !== undefined) return refuse('A call had the number of a stream.');
      answer(id, request.call, request.input).catch((error: unknown) => {
        reply({ id, error: reportOf(error) });
      });
    },
    () => {
      for (const stream of streams.values()) end(stream);
    },
  );
}
