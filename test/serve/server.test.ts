import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer as createNetServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createClient } from '../../src/rpc/client.ts';
import { encodeValue } from '../../src/rpc/codec.ts';
import { socketConnection } from '../../src/rpc/transport/web-socket.ts';
import { startServer, type Server } from '../../src/serve/server.ts';
import { readSite } from '../../src/serve/site.ts';
import { ask, closing, frame, parseAnswer, talk } from './raw.ts';
import { fakeService, info, labels } from './service.ts';

const HEADERS_TIMEOUT_MS = 400;

let folder: string;
let server: Server;
let shell: ReturnType<typeof fakeService>;
let refused: string[];
/** What a browser sends that was let in. */
let host: string;
let origin: string;
let cookie: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mikke-serve-'));
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<title>Mikke</title>');
  writeFileSync(join(folder, 'renderer/assets/main-1234.js'), 'start()');
  writeFileSync(join(folder, 'renderer/assets/notes'), 'of no known type');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  refused = [];
  shell = fakeService();
  server = await startServer({
    site: readSite(join(folder, 'renderer')),
    service: shell.service,
    port: 0,
    onRefused: (line) => refused.push(line),
    headersTimeoutMs: HEADERS_TIMEOUT_MS,
  });
  host = `Host: 127.0.0.1:${server.port}`;
  origin = `Origin: http://127.0.0.1:${server.port}`;
  cookie = `Cookie: mikke-${server.port}=${token()}`;
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const token = () => new URL(server.address).searchParams.get('token') ?? '';
/** Under which other machines could reach this one. */
const outerAddresses = () =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
const get = (path: string, ...headers: string[]) =>
  ask(server.port, `GET ${path} HTTP/1.1`, ...headers);
const upgrade = [
  'GET /rpc HTTP/1.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

describe('the way in', () => {
  test('is the printed address, which leads to the page without the token', async () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const { status, headers } = await get(`/?token=${token()}`, host);
    expect([status, headers.get('location')]).toEqual([303, '/']);
    expect(headers.get('set-cookie')).toBe(
      `mikke-${server.port}=${token()}; HttpOnly; SameSite=Strict; Path=/`,
    );
    expect(refused).toEqual([]);
  });

  test.each([
    ['/', 'text/html; charset=utf-8', '<title>Mikke</title>', 'no-store'],
    ['/?x=1', 'text/html; charset=utf-8', '<title>Mikke</title>', 'no-store'],
    [
      '/assets/main-1234.js',
      'text/javascript; charset=utf-8',
      'start()',
      'private, max-age=31536000, immutable',
    ],
  ])('serves %s to who has the cookie', async (path, type, body, caching) => {
    const answer = await get(path, host, cookie);
    expect([answer.status, answer.body]).toEqual([200, body]);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toBe(caching);
  });

  test('is open under the name localhost, too', async () => {
    expect((await get('/', `Host: localhost:${server.port}`, cookie)).status).toBe(200);
  });

  test('finds the cookie among others, even of the same name', async () => {
    const jar = `Cookie: a=b; mikke-${server.port}=wrong; mikke-${server.port}=${token()}`;
    expect((await get('/', host, jar)).status).toBe(200);
  });

  test('answers HEAD without a body', async () => {
    const answer = await ask(server.port, 'HEAD / HTTP/1.1', host, cookie);
    expect([answer.status, answer.body, answer.headers.get('content-length')]).toEqual([
      200,
      '',
      '20',
    ]);
  });

  test('carries calls and binary over a socket, and tells the shell when it closes', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
      origin: origin.slice('Origin: '.length),
      headers: { cookie: cookie.slice('Cookie: '.length) },
    });
    const client = createClient(
      await socketConnection(socket as unknown as globalThis.WebSocket),
      () => undefined,
    );
    expect(await client.call('app.info', {})).toEqual(info);
    expect(await client.call('dataset.labels', { dataset: 1 })).toEqual(labels);
    client.close();
    await vi.waitFor(() => expect(shell.released).toEqual(['1']));
    expect(refused).toEqual([]);
  });

  test.each(['/', '/none'])('answers %s with every protecting header', async (path) => {
    const { headers } = await get(path, host, cookie);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'/,
    );
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('refused, with one line in the log, is', () => {
  const refusals: [string, () => string[], number, RegExp][] = [
    ['a page without the token', () => ['GET / HTTP/1.1', host], 403, /no token/],
    ['a wrong token', () => ['GET /?token=abc HTTP/1.1', host], 403, /token is wrong/],
    ['an empty token', () => ['GET /?token= HTTP/1.1', host], 403, /token is wrong/],
    [
      'the token at another path',
      () => [`GET /x?token=${token()} HTTP/1.1`, host],
      403,
      /no token/,
    ],
    [
      'a cookie with another token',
      () => ['GET / HTTP/1.1', host, `Cookie: mikke-${server.port}=abc`],
      403,
      /no token/,
    ],
    [
      'the cookie of a server on another port',
      () => ['GET / HTTP/1.1', host, `Cookie: mikke-1=${token()}`],
      403,
      /no token/,
    ],
    [
      'a foreign host, to which a name of somebody else resolves',
      () => ['GET / HTTP/1.1', `Host: evil.example:${server.port}`, cookie],
      403,
      /host is evil\.example/,
    ],
    [
      'a host without the port',
      () => ['GET / HTTP/1.1', 'Host: 127.0.0.1', cookie],
      403,
      /host is/,
    ],
    ['no host', () => ['GET / HTTP/1.1', cookie], 400, /names no host/],
    ['no host in HTTP/1.0', () => ['GET / HTTP/1.0', cookie], 400, /names no host/],
    ['two hosts', () => ['GET / HTTP/1.1', host, 'Host: evil.example', cookie], 400, /or several/],
    [
      'a foreign origin',
      () => ['GET / HTTP/1.1', host, cookie, 'Origin: http://evil.example'],
      403,
      /origin is http:\/\/evil\.example/,
    ],
    ['the origin of no page', () => ['GET / HTTP/1.1', host, cookie, 'Origin: null'], 403, /null/],
    ['another method', () => ['DELETE / HTTP/1.1', host, cookie], 405, /only GET/],
    ['a proxy request', () => ['CONNECT evil.example:443 HTTP/1.1', host, cookie], 405, /no proxy/],
    [
      'a method that HTTP does not have',
      () => ['STEAL / HTTP/1.1', host, cookie],
      400,
      /refused a/,
    ],
    ['what is not HTTP', () => ['\x16\x03\x01\x02\x00'], 400, /refused a request/],
    [
      'a header that is too long',
      () => ['GET / HTTP/1.1', host, cookie, `X: ${'x'.repeat(20_000)}`],
      431,
      /refused a request/,
    ],
    ...[
      '/../secret.html',
      '/assets/../../secret.html',
      '/%2e%2e/secret.html',
      '/%2E%2E%2Fsecret.html',
      '/..%2fsecret.html',
      '/..%5csecret.html',
      '/..\\secret.html',
      '/%252e%252e%252fsecret.html',
      '/index.html%00',
      '//index.html',
      '/assets',
      '/assets/',
      '/assets/notes',
      '/constructor',
      'http://evil.example/',
    ].map((path): [string, () => string[], number, RegExp] => [
      `the path ${path}`,
      () => [`GET ${path} HTTP/1.1`, host, cookie],
      404,
      /no such file/,
    ]),
    [
      'a path with a NUL',
      () => ['GET /index.html\0 HTTP/1.1', host, cookie],
      400,
      /refused a request/,
    ],
    ['a socket without cookie', () => [...upgrade, host, origin], 403, /no token/],
    ['a socket without origin', () => [...upgrade, host, cookie], 403, /no origin/],
    [
      'a socket from a foreign origin',
      () => [...upgrade, host, cookie, 'Origin: http://evil.example'],
      403,
      /origin is/,
    ],
    [
      'a socket from our host over TLS',
      () => [...upgrade, host, cookie, `Origin: https://127.0.0.1:${server.port}`],
      403,
      /origin is/,
    ],
    [
      'a socket to a foreign host',
      () => [...upgrade, `Host: evil.example:${server.port}`, cookie, origin],
      403,
      /host is/,
    ],
    [
      'a socket at another path',
      () => [...upgrade.with(0, 'GET /rpc2 HTTP/1.1'), host, cookie, origin],
      404,
      /no such socket/,
    ],
    [
      'an upgrade to something else',
      () => [...upgrade.with(2, 'Upgrade: h2c'), host, cookie, origin],
      400,
      /upgrade/i,
    ],
  ];

  test.each(refusals)('%s', async (_, lines, status, why) => {
    const answer = parseAnswer(
      await talk(server.port, (socket) => socket.write([...lines(), '', ''].join('\r\n'))),
    );
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('secret');
    expect(refused).toEqual([expect.stringMatching(why)]);
    expect(refused[0]).toMatch(/^[\x20-\x7e]{1,300}$/);
    expect(refused[0]).not.toContain(token());
  });

  test('a client that is slow with its headers', async () => {
    const answer = parseAnswer(
      await talk(server.port, (socket) => socket.write('GET / HTTP/1.1\r\nX: ')),
    );
    expect(answer.status).toBe(408);
    expect(refused).toEqual([expect.stringMatching(/timeout/i)]);
  });

  test('a client that says nothing', async () => {
    expect(parseAnswer(await talk(server.port, () => undefined)).status).toBe(408);
    expect(refused).toHaveLength(1);
  });
});

describe('an open socket', () => {
  /** Opens one by hand, sends bytes, and says with which code the server closed it. */
  const after = async (...bytes: Uint8Array[]) => {
    const text = await talk(
      server.port,
      (socket) => {
        socket.write([...upgrade, host, cookie, origin, '', ''].join('\r\n'));
        for (const part of bytes) socket.write(part);
      },
      (said) => closing(said) !== 0,
    );
    expect(parseAnswer(text).status).toBe(101);
    return closing(text);
  };
  const BINARY = 2;
  const masked = (...bytes: number[]) => Buffer.from(bytes);

  test.each([
    ['a frame above the limit', () => frame(BINARY, new Uint8Array(8), 2 ** 23), 1009],
    ['a frame of impossible length', () => frame(BINARY, new Uint8Array(8), 2 ** 55), 1009],
    ['a frame without a mask', () => masked(0x82, 0x01, 0x00), 1002],
    ['a frame of no known kind', () => masked(0x83, 0x80, 0, 0, 0, 0), 1002],
    ['a frame with reserved bits', () => masked(0xf2, 0x80, 0, 0, 0, 0), 1002],
    ['a continuation of nothing', () => masked(0x80, 0x80, 0, 0, 0, 0), 1002],
    ['text', () => frame(1, Buffer.from('hello')), 1003],
    ['a message that is none of ours', () => frame(BINARY, Buffer.from('hello')), 1008],
    ['a message that claims an array it lacks', () => frame(BINARY, lying()), 1008],
  ])('is closed after %s', async (_, bytes, code) => {
    expect(await after(bytes())).toBe(code);
    await vi.waitFor(() => expect(shell.released).toEqual(['1']));
    expect(refused).toEqual([expect.stringMatching(/^refused a message of window 1: /)]);
  });

  /** A request whose header lists a typed array that does not follow. */
  function lying() {
    const bytes = encodeValue({ id: 1, call: 'app.info', input: new Float32Array(100) });
    return bytes.subarray(0, bytes.length - 400);
  }
});

describe('a server', () => {
  test('listens on one address of this machine alone, and not on all of them', async () => {
    for (const address of ['::1', '127.0.0.2', ...outerAddresses()]) {
      const socket = connect({ port: server.port, host: address, timeout: 1000 });
      const said = await new Promise((resolve) => {
        for (const event of ['connect', 'error', 'timeout'])
          socket.once(event, () => resolve(event));
      });
      socket.destroy();
      expect(said, address).not.toBe('connect');
    }
  });

  test('ends its windows and its connections when it closes', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
      origin: origin.slice('Origin: '.length),
      headers: { cookie: cookie.slice('Cookie: '.length) },
    });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await server.close();
    expect((await closed)[0]).toBe(1001);
    await expect(get('/', host, cookie)).rejects.toThrow(/ECONNREFUSED/);
    server = await startServer({
      site: readSite(join(folder, 'renderer')),
      service: shell.service,
      port: 0,
      onRefused: () => undefined,
    });
  });

  test('says when its port is taken', async () => {
    const other = createNetServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const site = readSite(join(folder, 'renderer'));
    const start = startServer({ site, service: shell.service, port, onRefused: () => undefined });
    await expect(start).rejects.toMatchObject({ code: 'port-unusable' });
    other.close();
  });
});

describe('the site', () => {
  test('lists only files of known types, and the page as /', () => {
    const site = readSite(join(folder, 'renderer'));
    expect([...site.keys()].sort()).toEqual(['/', '/assets/main-1234.js', '/index.html']);
  });

  test.each(['none', '.'])('says what to do where %s has no built app', (path) => {
    expect(() => readSite(join(folder, path))).toThrow(
      expect.objectContaining({ code: 'app-not-built' }),
    );
  });
});
