/** The app over HTTP and WebSocket, on this machine only. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocketServer } from 'ws';
import { MikkeError } from '../core/errors/error.ts';
import { MAX_REQUEST_BYTES } from '../rpc/message.ts';
import { serveConnection } from '../rpc/server.ts';
import { createGate, type Refusal } from './gate.ts';
import { securityHeaders } from './policy.ts';
import type { Service } from './service.ts';
import type { Site } from './site.ts';
import { serverSocketConnection } from './socket.ts';

const ADDRESS = '127.0.0.1';
const RPC_PATH = '/rpc';
const MOST_HEADER_BYTES = 8 * 2 ** 10;
const MOST_CONNECTIONS = 64;
const HEADERS_TIMEOUT_MS = 5_000;
/** How long a socket may take to say goodbye. */
const CLOSE_TIMEOUT_MS = 1_000;
const HEARTBEAT_MS = 30_000;
const GOING_AWAY = 1001;
const LONGEST_LOGGED = 300;

export type Options = {
  site: Site;
  service: Service;
  /** 0 takes a free one. */
  port: number;
  /** Hears one line for each request, message or connection that is refused. */
  onRefused: (line: string) => void;
  headersTimeoutMs?: number;
};

export type Server = {
  port: number;
  /** With the token: whoever has it may come in. */
  address: string;
  close(): Promise<void>;
};

/** @throws port-taken */
export async function startServer(options: Options): Promise<Server> {
  const { site, service, headersTimeoutMs = HEADERS_TIMEOUT_MS } = options;
  const log = (line: string) => options.onRefused(printable(line));
  const http = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: headersTimeoutMs,
    connectionsCheckingInterval: headersTimeoutMs / 4,
    maxHeaderSize: MOST_HEADER_BYTES,
    // Node would answer by itself, and log nothing.
    requireHostHeader: false,
  });
  http.maxConnections = MOST_CONNECTIONS;
  http.listen(options.port, ADDRESS);
  try {
    await once(http, 'listening');
  } catch (error) {
    throw new MikkeError('port-unusable', { port: options.port, problem: whyNot(error) }, error);
  }
  const { port } = http.address() as AddressInfo;
  const gate = createGate(port);
  const headers = securityHeaders([`ws://${ADDRESS}:${port}`, `ws://localhost:${port}`]);

  http.on('request', (request, response) => {
    const refuse = ({ status, why }: Refusal) => {
      log(`refused ${named(request)}: ${why} [${status}]`);
      const head = { ...headers, 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' };
      response.writeHead(status, head).end(`${sentenceFor(status)}\n`);
    };
    const foreign = gate.refuseForeign(request);
    if (foreign !== null) return refuse(foreign);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse({ status: 405, why: 'only GET and HEAD are answered' });
    }
    const [path, query] = split(request.url ?? '');
    const token = new URLSearchParams(query).get('token');
    if (path === '/' && token !== null) {
      if (!gate.isToken(token)) return refuse({ status: 403, why: 'its token is wrong' });
      // The browser keeps the part after #, which says which view and project are meant.
      const head = { Location: '/', 'Set-Cookie': gate.setCookie, 'Cache-Control': 'no-store' };
      return void response.writeHead(303, { ...headers, ...head }).end();
    }
    if (!gate.hasCookie(request)) return refuse({ status: 403, why: 'it has no token' });
    const file = site.get(path);
    if (file === undefined) return refuse({ status: 404, why: 'there is no such file' });
    response.writeHead(200, {
      ...headers,
      'Content-Type': file.type,
      'Content-Length': file.bytes.length,
      'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  });

  // The types do not know closeTimeout.
  const socketOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  const sockets = new WebSocketServer(socketOptions);
  let lastConnection = 0;
  const answering = new WeakSet();

  http.on('upgrade', (request, stream, rest) => {
    stream.on('error', () => stream.destroy());
    const refusal = refuseUpgrade(request);
    if (refusal !== null) {
      log(`refused ${named(request)}: ${refusal.why} [${refusal.status}]`);
      return answer(stream, refusal.status);
    }
    sockets.handleUpgrade(request, stream, rest, (socket) => {
      const connection = String(++lastConnection);
      const refused = (why: string) => log(`refused a message of window ${connection}: ${why}`);
      socket.on('error', (error) => refused(error.message));
      socket.on('close', () => service.release(connection));
      socket.on('pong', () => answering.add(socket));
      answering.add(socket);
      const handlers = service.handlersFor(connection);
      serveConnection(serverSocketConnection(socket, refused), handlers, refused);
    });
  });
  // What is no WebSocket at all.
  sockets.on('wsClientError', (error, stream, request) => {
    log(`refused ${named(request)}: ${error.message} [400]`);
    answer(stream, 400);
  });

  function refuseUpgrade(request: IncomingMessage): Refusal | null {
    const foreign = gate.refuseForeign(request);
    if (foreign !== null) return foreign;
    const [path] = split(request.url ?? '');
    if (path !== RPC_PATH) return { status: 404, why: 'there is no such socket' };
    if (!gate.isOwnOrigin(request.headers.origin)) return { status: 403, why: 'it has no origin' };
    if (!gate.hasCookie(request)) return { status: 403, why: 'it has no token' };
    return null;
  }

  http.on('connect', (request, stream) => {
    log(`refused ${named(request)}: this is no proxy [405]`);
    answer(stream, 405);
  });
  http.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    if (error.code === 'ECONNRESET' || !stream.writable) return stream.destroy();
    const status = statusOf(error.code);
    log(`refused a request: ${error.message} [${status}]`);
    answer(stream, status);
  });
  http.on('drop', () => log(`refused a connection: ${MOST_CONNECTIONS} are open`));

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answering.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT_MS).unref();

  return {
    port,
    address: `http://${ADDRESS}:${port}/?token=${gate.token}`,
    async close() {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) socket.close(GOING_AWAY);
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

const split = (url: string): [path: string, query: string] => {
  const start = url.indexOf('?');
  return start < 0 ? [url, ''] : [url.slice(0, start), url.slice(start + 1)];
};

/** Without the query, which may hold a token. */
const named = ({ method, url, httpVersion }: IncomingMessage) =>
  `${method} ${split(url ?? '')[0]} HTTP/${httpVersion}`;

/** One line, whatever somebody sent. */
const printable = (line: string) => line.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_LOGGED);

const statusOf = (code: string | undefined) =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;

const sentenceFor = (status: number) =>
  status === 403
    ? 'Mikke does not know this page. Open the address that "mikke serve" printed.'
    : `${status} ${STATUS_CODES[status]}`;

/** Answers where there is no response object, and hangs up. */
function answer(stream: Duplex, status: number): void {
  const body = `${sentenceFor(status)}\n`;
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      'X-Content-Type-Options: nosniff\r\n' +
      `Connection: close\r\n\r\n${body}`,
    () => stream.destroy(),
  );
}

function whyNot(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'another program uses it';
  if (code === 'EACCES') return 'this user may not use it';
  return message;
}
