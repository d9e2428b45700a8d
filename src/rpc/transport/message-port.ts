import type { Connection } from '../connection.ts';

/** What ports of browsers and of Node have in common. */
type Port = {
  postMessage(message: Uint8Array): void;
  addEventListener(type: 'message' | 'close', listener: (event: Event) => void): void;
  start(): void;
  close(): void;
};

/** A message port, of a browser or of Node, as a connection. */
export function portConnection(port: Port): Connection {
  let onClosed: (() => void) | undefined;
  let open = true;
  const closed = () => {
    if (!open) return;
    open = false;
    onClosed?.();
  };
  return {
    // Copied, not transferred: what is transferred to Electron's main process arrives as nothing.
    send: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      onClosed = onClose;
      port.addEventListener('message', (event) => {
        const { data } = event as Event & { data?: unknown };
        if (data instanceof Uint8Array) onMessage(data);
        // Nothing else is ever sent by a shell or window of ours.
        else port.close();
      });
      port.addEventListener('close', closed);
      port.start();
    },
    close() {
      port.close();
      // A browser tells only the other side.
      queueMicrotask(closed);
    },
  };
}
