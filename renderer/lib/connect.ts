/** The transport of this window: a message port of the desktop shell, or a WebSocket of `mikke serve`. */
import { socketConnection } from '../../src/rpc/transport/web-socket.ts';
import { portConnection } from '../../src/rpc/transport/message-port.ts';
import type { Connection } from '../../src/rpc/connection.ts';

declare global {
  interface Window {
    /** Put there by the desktop's preload script: asks for a port, which arrives by a message. */
    mikkeDesktop?: { connect(): void };
  }
}

const PORT_MESSAGE = 'mikke:port';

/** Opens a connection to the shell. @throws Error where it cannot be opened */
export async function connect(): Promise<Connection> {
  if (window.mikkeDesktop !== undefined) {
    const port = nextPort();
    window.mikkeDesktop.connect();
    return portConnection(await port);
  }
  const address = new URL('./rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  // The token came in the address that `mikke serve` printed, and stays in a cookie.
  return socketConnection(new WebSocket(address));
}

/** The port that the preload script of this window hands over next. */
function nextPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const take = ({ source, data, ports }: MessageEvent<unknown>) => {
      if (source !== window || data !== PORT_MESSAGE) return;
      window.removeEventListener('message', take);
      resolve(ports[0]);
    };
    window.addEventListener('message', take);
  });
}
