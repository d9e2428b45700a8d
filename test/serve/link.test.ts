import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../src/rpc/client.ts';
import { connectionPair } from '../../src/rpc/connection.ts';
import { framesOver } from '../../src/serve/frames.ts';
import { join, linkTo, serveLink } from '../../src/serve/link.ts';
import { fakeService, info, labels } from './service.ts';

describe('frames', () => {
  test('arrive as they were sent, however the stream is cut', async () => {
    const frame = fc.tuple(fc.nat(2 ** 32 - 1), fc.uint8Array({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(frame), fc.integer({ min: 1, max: 30 }), async (sent, cut) => {
        const [from, to] = duplexPair();
        const written: Buffer[] = [];
        to.on('data', (part: Buffer) => written.push(part));
        const sender = framesOver(from, () => undefined);
        for (const [connection, bytes] of sent) sender.send(connection, bytes);
        from.end();
        await new Promise((resolve) => to.once('end', resolve));

        const [left, right] = duplexPair();
        const got: [number, Uint8Array][] = [];
        framesOver(right, (connection, bytes) => got.push([connection, bytes.slice()]));
        const all = Buffer.concat(written);
        for (let start = 0; start < all.length; start += cut) {
          left.write(all.subarray(start, start + cut));
        }
        left.end();
        await new Promise((resolve) => right.once('end', resolve));
        expect(got).toEqual(sent.map(([connection, bytes]) => [connection, new Uint8Array(bytes)]));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a link', () => {
  let pair = duplexPair();
  let shell = fakeService();
  let refused: string[] = [];
  beforeEach(() => {
    pair = duplexPair();
    shell = fakeService();
    refused = [];
    serveLink(pair[1], shell.service, (why) => refused.push(why));
  });
  afterEach(() => {
    for (const end of pair) end.destroy();
  });

  test('carries the calls of two windows', async () => {
    const link = linkTo(pair[0]);
    const clients = [1, 2].map(() => createClient(link.connect(), () => undefined));
    const answers = await Promise.all(clients.map((client) => client.call('app.info', {})));
    expect(answers).toEqual([info, info]);
  });

  test('carries binary wherever it stands', async () => {
    const client = createClient(linkTo(pair[0]).connect(), () => undefined);
    expect(await client.call('dataset.labels', { dataset: 1 })).toEqual(labels);
  });

  test('tells the shell which window is gone', async () => {
    const link = linkTo(pair[0]);
    const [first, second] = [1, 2].map(() => createClient(link.connect(), () => undefined));
    await first.call('app.info', {});
    first.close();
    await second.call('app.info', {});
    expect(shell.released).toEqual(['1']);
  });

  test('releases every window when the desktop is gone', async () => {
    const link = linkTo(pair[0]);
    const clients = [1, 2].map(() => createClient(link.connect(), () => undefined));
    await Promise.all(clients.map((client) => client.call('app.info', {})));
    pair[1].destroy();
    await vi.waitFor(() => expect(shell.released).toEqual(['1', '2']));
  });

  test('tells windows when the shell is gone', async () => {
    const lost = new Promise<void>((resolve) => {
      const client = createClient(linkTo(pair[0]).connect(), resolve);
      void client.call('app.info', {}).then(() => pair[0].destroy());
    });
    await lost;
  });

  test('closes a window that does not speak as Mikke does', async () => {
    const connection = linkTo(pair[0]).connect();
    const closed = new Promise<void>((resolve) => connection.listen(() => undefined, resolve));
    connection.send(new Uint8Array([1, 2, 3]));
    await closed;
    expect(refused).toEqual([expect.stringMatching(/not one of Mikke/)]);
  });

  test('says what would be stopped', async () => {
    expect(await linkTo(pair[0]).busy()).toBe('run 2');
  });

  test('says that nothing would be when the shell is gone', async () => {
    const link = linkTo(pair[0]);
    const asked = link.busy();
    pair[0].destroy();
    expect([await asked, await link.busy()]).toEqual([null, null]);
  });

  test('is joined with the connection of a window', async () => {
    const [window, inner] = connectionPair();
    const client = createClient(window, () => undefined);
    join(inner, linkTo(pair[0]).connect());
    expect(await client.call('app.info', {})).toEqual(info);
    client.close();
    await vi.waitFor(() => expect(shell.released).toEqual(['1']));
  });
});
