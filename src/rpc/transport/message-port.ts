import type { Connection } from '../connection.ts';

/** A message port, of a browser or of Node, as a connection. */
export function portConnection(port: MessagePort): Connection {
  return {
    send: (message) => port.postMessage(message, [message.buffer]),
    listen(onMessage, onClose) {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof Uint8Array) onMessage(data);
      });
      port.addEventListener('close', onClose, { once: true });
      port.start();
    },
    close: () => port.close(),
  };
}
