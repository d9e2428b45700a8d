/** What a window and its shell may rely on, whatever carries their messages. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MikkeError } from '../../src/core/errors/error.ts';
import { defaultRecipe } from '../../src/core/recipe/recipe.ts';
import { createClient } from '../../src/rpc/client.ts';
import { encodeValue } from '../../src/rpc/codec.ts';
import { contract, type AppEvent } from '../../src/rpc/contract.ts';
import { MAX_REQUEST_BYTES } from '../../src/rpc/message.ts';
import type { Handlers } from '../../src/rpc/server.ts';
import { transports } from './transports.ts';

const TEN_MB = 10_000_000;

const notCalled = () => {
  throw new Error('The test does not expect this call.');
};
const withHandlers = (some: Partial<Handlers>): Handlers => ({
  ...(Object.fromEntries(
    Object.keys(contract).map((name) => [name, notCalled]),
  ) as unknown as Handlers),
  ...some,
});

const notice = (number: number): AppEvent => ({
  ...{ type: 'notice', code: 'unexpected', message: `notice ${number}` },
});

describe.each(Object.entries(transports))('%s', (_, transport) => {
  async function connect(handlers: Partial<Handlers> = {}) {
    const refused: string[] = [];
    const { connection, end } = await transport(withHandlers(handlers), (why) => refused.push(why));
    onTestFinished(end);
    return { connection, refused, end };
  }

  async function open(handlers: Partial<Handlers> = {}) {
    const closed = Promise.withResolvers<void>();
    const { connection, refused, end } = await connect(handlers);
    const client = createClient(connection, closed.resolve);
    return { client, refused, end, closed: closed.promise };
  }

  describe('carries', () => {
    const columns = {
      loss: Float32Array.of(NaN, Infinity, -Infinity, -0, 1.5),
      confidence: new Float32Array(0),
      predicted: Uint8Array.of(0, 255),
      correct: Uint8Array.of(1),
      hidden: new Uint8Array(0),
      movedBack: Uint8Array.of(1, 2, 3, 4, 5, 6, 7),
    };

    test('bytes and floats, those that are no numbers and empty ones too', async () => {
      const { client } = await open({ 'samples.columns': () => columns });
      expect(await client.call('samples.columns', { run: 1, epoch: 0 })).toStrictEqual(columns);
    });

    test('a recipe with all the samples that it can leave out', async () => {
      const exclude = Array.from({ length: 130_000 }, (_, i) => 1_000_000 + 2 * i).join();
      let kept: unknown;
      const { client } = await open({
        'runs.start': ({ recipe }) => {
          kept = recipe.exclude;
          return { run: 1 };
        },
      });
      await client.call('runs.start', { recipe: { ...defaultRecipe(), exclude }, name: 'a' });
      expect(kept).toBe(exclude);
    });

    test('words of 16 and 32 bits', async () => {
      const history = {
        ...columns,
        predicted: Uint16Array.of(0, 65_535),
        epochs: Uint32Array.of(0, 4_294_967_295),
      };
      const { client } = await open({ 'samples.history': () => history });
      expect(await client.call('samples.history', { run: 1, sample: 0 })).toStrictEqual(history);
    });

    test('ten megabytes, without waiting calls getting mixed up', async () => {
      const large = Uint16Array.from({ length: TEN_MB / 2 }, (_, i) => i * 7);
      const { client } = await open({
        'dataset.labels': ({ dataset }) => (dataset === 1 ? large : Uint16Array.of(dataset)),
      });
      const [one, two] = await Promise.all([
        client.call('dataset.labels', { dataset: 1 }),
        client.call('dataset.labels', { dataset: 2 }),
      ]);
      expect(
        Buffer.compare(
          new Uint8Array(one.buffer, one.byteOffset, TEN_MB),
          new Uint8Array(large.buffer),
        ),
      ).toBe(0);
      expect(two).toStrictEqual(Uint16Array.of(2));
    });

    test('answers in whatever order they come', async () => {
      const first = Promise.withResolvers<Uint16Array>();
      const { client } = await open({
        'dataset.labels': ({ dataset }) => (dataset === 1 ? first.promise : Uint16Array.of(2)),
      });
      const late = client.call('dataset.labels', { dataset: 1 });
      expect(await client.call('dataset.labels', { dataset: 2 })).toStrictEqual(Uint16Array.of(2));
      first.resolve(Uint16Array.of(1));
      expect(await late).toStrictEqual(Uint16Array.of(1));
    });

    test('errors with their code and sentence', async () => {
      const error = new MikkeError('run-finished', { run: 3 });
      const { client } = await open({
        'runs.resume': () => {
          throw error;
        },
      });
      await expect(client.call('runs.resume', { run: 3 })).rejects.toMatchObject({
        code: 'run-finished',
        message: error.message,
      });
    });

    test('what is no error of ours as an unexpected one', async () => {
      const { client } = await open({ 'runs.list': notCalled });
      await expect(client.call('runs.list', {})).rejects.toMatchObject({ code: 'unexpected' });
    });
  });

  describe('refuses', () => {
    test('a call that its schema does not fit, and goes on', async () => {
      const { client, refused } = await open({ 'runs.stop': () => ({}) });
      await expect(client.call('runs.stop', { run: 0 })).rejects.toMatchObject({
        code: 'bad-usage',
      });
      await expect(client.call('runs.stop', { run: 1, more: 1 } as never)).rejects.toMatchObject({
        code: 'bad-usage',
      });
      expect(refused).toHaveLength(2);
      expect(await client.call('runs.stop', { run: 1 })).toEqual({});
    });

    test('a recipe in the words of the recipe', async () => {
      const { client } = await open();
      const recipe = { epocs: 3 };
      await expect(client.call('runs.start', { recipe, name: 'x' })).rejects.toMatchObject({
        code: 'unknown-key',
      });
    });

    test('a procedure that there is not', async () => {
      const { connection } = await connect();
      const answered = new Promise<Uint8Array>((resolve) =>
        connection.listen(resolve, () => undefined),
      );
      connection.send(encodeValue({ id: 1, call: 'constructor', input: {} }));
      expect(Buffer.from(await answered).toString()).toContain('unknown-command');
    });

    test('an answer that its schema does not fit', async () => {
      const { client } = await open({ 'dataset.labels': () => [1, 2] as never });
      await expect(client.call('dataset.labels', { dataset: 1 })).rejects.toMatchObject({
        code: 'unexpected',
      });
    });

    test.each([
      ['garbage', Uint8Array.of(1, 2, 3)],
      ['nothing', new Uint8Array(0)],
      ['a message of another kind', encodeValue({ id: 1, value: 'a reply' })],
      ['a call without a number', encodeValue({ id: 0, call: 'app.info', input: {} })],
      ['more than a request may have', encodeValue({ bytes: new Uint8Array(MAX_REQUEST_BYTES) })],
    ])('%s, and closes', async (_, message) => {
      const { connection, refused } = await connect();
      const closed = new Promise<void>((resolve) => connection.listen(() => undefined, resolve));
      connection.send(message);
      await closed;
      expect(refused).toHaveLength(1);
    });
  });

  describe('streams', () => {
    test('every value in order, and the end', async () => {
      const { client } = await open({
        async *events() {
          for (let number = 0; number < 100; number++) yield notice(number);
        },
      });
      const heard: AppEvent[] = [];
      const end = await new Promise((resolve) => {
        client.follow('events', {}, (event) => heard.push(event), resolve);
      });
      expect(heard).toEqual(Array.from({ length: 100 }, (_, number) => notice(number)));
      expect(end).toBeNull();
    });

    test('an error as its end', async () => {
      const { client } = await open({
        async *events() {
          yield notice(0);
          throw new MikkeError('disk-full', { path: '/x' });
        },
      });
      const end = await new Promise((resolve) => {
        client.follow('events', {}, () => undefined, resolve);
      });
      expect(end).toMatchObject({ code: 'disk-full' });
    });

    /** A stream that never ends by itself. */
    function endless() {
      let given = 0;
      const returned = Promise.withResolvers<void>();
      const iterator: AsyncIterableIterator<AppEvent> = {
        [Symbol.asyncIterator]: () => iterator,
        next: async () => ({ done: false, value: notice(given++) }),
        return: async () => {
          returned.resolve();
          return { done: true, value: undefined };
        },
      };
      return { events: () => iterator, returned: returned.promise, given: () => given };
    }

    test('until it is cancelled, and nothing after', async () => {
      const { events, returned } = endless();
      const { client } = await open({ events, 'runs.list': () => [] });
      let heard = 0;
      const onEnd = vi.fn();
      await new Promise<void>((resolve) => {
        const cancel = client.follow(
          'events',
          {},
          () => {
            if (++heard < 3) return;
            cancel();
            resolve();
          },
          onEnd,
        );
      });
      await returned;
      await client.call('runs.list', {});
      expect(heard).toBe(3);
      expect(onEnd).not.toHaveBeenCalled();
    });

    test('never ahead of a window that is slow', async () => {
      const { events, given } = endless();
      const { connection } = await connect({ events, 'runs.list': () => [] });
      const answers: string[] = [];
      const listed = new Promise<void>((resolve) =>
        connection.listen(
          (message) => {
            answers.push(Buffer.from(message).toString());
            if (answers.length === 3) resolve();
          },
          () => undefined,
        ),
      );
      connection.send(encodeValue({ id: 1, call: 'events', input: {} }));
      connection.send(encodeValue({ id: 2, call: 'runs.list', input: {} }));
      connection.send(encodeValue({ id: 3, call: 'runs.list', input: {} }));
      await listed;
      expect(answers.filter((answer) => answer.includes('notice'))).toHaveLength(1);
      expect(given()).toBe(1);
    });

    test('until the window is gone', async () => {
      const { events, returned } = endless();
      const { client } = await open({ events });
      await new Promise<void>((resolve) => {
        client.follow(
          'events',
          {},
          () => resolve(),
          () => undefined,
        );
      });
      client.close();
      await returned;
    });
  });

  describe('once closed', () => {
    test('fails calls with connection-lost', async () => {
      const { client, closed } = await open();
      client.close();
      await closed;
      await expect(client.call('runs.list', {})).rejects.toMatchObject({ code: 'connection-lost' });
      const end = await new Promise((resolve) => {
        client.follow('events', {}, () => undefined, resolve);
      });
      expect(end).toMatchObject({ code: 'connection-lost' });
    });

    test('fails what waits with connection-lost', async () => {
      const asked = Promise.withResolvers<void>();
      const { client } = await open({
        'runs.list': () => {
          asked.resolve();
          return new Promise(() => undefined);
        },
      });
      const waiting = client.call('runs.list', {});
      await asked.promise;
      client.close();
      await expect(waiting).rejects.toMatchObject({ code: 'connection-lost' });
    });

    test('by the shell fails what waits with connection-lost', async () => {
      const asked = Promise.withResolvers<void>();
      const { client, end } = await open({
        'runs.list': () => {
          asked.resolve();
          return new Promise(() => undefined);
        },
      });
      const waiting = client.call('runs.list', {});
      await asked.promise;
      await Promise.all([
        expect(waiting).rejects.toMatchObject({ code: 'connection-lost' }),
        end(),
      ]);
    });
  });
});
