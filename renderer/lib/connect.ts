/** The transport of this window: a message port of the desktop shell, or a WebSocket of `mikke serve`. */
import { socketConnection } from '../../src/rpc/transport/web-socket.ts';
import { portConnection } from '../../src/rpc/transport/message-port.ts';
import type { Connection } from '../../src/rpc/connection.ts';

declare global {
  interface Window {
    /** Put there by the desktop shell's preload script: asks for a port that arrives by a message. */
    mikkeDesktop?: { connect(): Promise<MessagePort> };
  }
}

/** Opens a connection to the shell. @throws Error where it cannot be opened */
export async function connect(): Promise<Connection> {
  if (window.mikkeDesktop !== undefined) return portConnection(await window.mikkeDesktop.connect());
  const address = new URL('./rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  // The token came in the address that `mikke serve` printed, and stays in the page's session.
  return socketConnection(new WebSocket(address));
}
