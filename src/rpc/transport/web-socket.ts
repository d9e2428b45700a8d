import type { Connection } from '../connection.ts';

/** A browser's WebSocket, or one of Node that behaves like it, as a connection. */
export async function socketConnection(socket: WebSocket): Promise<Connection> {
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    const fail = () => reject(new Error('The socket did not open.'));
    socket.addEventListener('error', fail, { once: true });
    // One that is closed politely before it opens has no error.
    socket.addEventListener('close', fail, { once: true });
  });
  return {
    send: (message) => socket.send(message),
    listen(onMessage, onClose) {
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) onMessage(new Uint8Array(data));
      });
      socket.addEventListener('close', onClose, { once: true });
    },
    close: () => socket.close(),
  };
}
