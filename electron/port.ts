import type { MessagePortMain } from 'electron';
import type { Connection } from '../src/rpc/connection.ts';

/** The window process's end of a message port as a connection. */
export function mainPortConnection(port: MessagePortMain): Connection {
  return {
    send: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', ({ data }: { data: unknown }) => {
        if (data instanceof Uint8Array) onMessage(data);
      });
      port.once('close', onClose);
      port.start();
    },
    close: () => port.close(),
  };
}
