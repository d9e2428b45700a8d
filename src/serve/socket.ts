import type { WebSocket } from 'ws';
import type { Connection } from '../rpc/connection.ts';

/** How much may wait for a page that does not read, in bytes. */
const MOST_WAITING = 256 * 2 ** 20;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;

/** The server's side of a WebSocket as a connection. */
export function serverSocketConnection(
  socket: WebSocket,
  onRefused: (why: string) => void,
): Connection {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING) {
        onRefused('the page does not read what it asked for');
        socket.terminate();
      } else {
        socket.send(message);
      }
    },
    listen(onMessage, onClose) {
      socket.on('message', (data, isBinary) => {
        if (isBinary && Buffer.isBuffer(data)) {
          // A Buffer's slice() is no copy, which readers of plain bytes rely on.
          return onMessage(new Uint8Array(data.buffer, data.byteOffset, data.length));
        }
        onRefused('it sent text');
        socket.close(UNSUPPORTED_DATA);
      });
      socket.once('close', onClose);
    },
    // This side closes only what it refuses.
    close: () => socket.close(POLICY_VIOLATION),
  };
}
