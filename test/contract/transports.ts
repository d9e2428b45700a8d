/** Every way in which a window is connected with its shell, set up for a test. */
import { duplexPair } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { connectionPair, type Connection } from '../../src/rpc/connection.ts';
import { serveConnection, type Handlers } from '../../src/rpc/server.ts';
import { portConnection } from '../../src/rpc/transport/message-port.ts';
import { socketConnection } from '../../src/rpc/transport/web-socket.ts';
import { linkTo, serveLink } from '../../src/serve/link.ts';
import { startServer } from '../../src/serve/server.ts';

type Connected = {
  /** The window's end. */
  connection: Connection;
  /** Closes what stands behind it, too. */
  end(): Promise<void>;
};

/** Serves the handlers, and connects a window; `onRefused` hears what was refused. */
type Transport = (handlers: Handlers, onRefused: (why: string) => void) => Promise<Connected>;

const service = (handlers: Handlers) => ({
  handlersFor: () => handlers,
  release: () => undefined,
  busy: () => Promise.resolve(null),
});

export const transports: Record<string, Transport> = {
  async 'in process'(handlers, onRefused) {
    const [connection, theirs] = connectionPair();
    serveConnection(theirs, handlers, onRefused);
    return { connection, end: async () => connection.close() };
  },

  async 'message port'(handlers, onRefused) {
    const { port1, port2 } = new MessageChannel();
    serveConnection(portConnection(port2), handlers, onRefused);
    return { connection: portConnection(port1), end: async () => port1.close() };
  },

  async 'WebSocket of the server'(handlers, onRefused) {
    const page = { type: 'text/html', bytes: Buffer.from(''), immutable: false };
    const server = await startServer({
      site: new Map([['/', page]]),
      service: service(handlers),
      port: 0,
      onRefused,
    });
    const token = new URL(server.address).searchParams.get('token');
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
      origin: `http://127.0.0.1:${server.port}`,
      headers: { cookie: `mikke-${server.port}=${token}` },
    });
    const connection = await socketConnection(socket as unknown as globalThis.WebSocket);
    return { connection, end: server.close };
  },

  async 'link of the desktop'(handlers, onRefused) {
    const [window, shell] = duplexPair();
    serveLink(shell, service(handlers), onRefused);
    return {
      connection: linkTo(window).connect(),
      async end() {
        window.destroy();
        shell.destroy();
      },
    };
  },
};
