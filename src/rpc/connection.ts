/**
 * What a transport is: messages as bytes, in order, both ways. WebSocket, message port and the pair
 * in one process are each a few lines that make one.
 */
export type Connection = {
  send(message: Uint8Array<ArrayBuffer>): void;
  /** Called once, by the side that uses the connection. */
  listen(onMessage: (message: Uint8Array) => void, onClose: () => void): void;
  close(): void;
};

/** Two ends in one process; messages are copied as a real transport would copy them. */
export function connectionPair(): [Connection, Connection] {
  const ends = [0, 1].map(() => ({
    onMessage: undefined as ((message: Uint8Array) => void) | undefined,
    onClose: undefined as (() => void) | undefined,
    early: [] as Uint8Array[],
  }));
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    for (const end of ends) queueMicrotask(() => end.onClose?.());
  };
  const make = (own: number): Connection => ({
    send(message) {
      const other = ends[1 - own];
      const copy = message.slice();
      queueMicrotask(() => {
        if (!open) return;
        if (other.onMessage === undefined) other.early.push(copy);
        else other.onMessage(copy);
      });
    },
    listen(onMessage, onClose) {
      Object.assign(ends[own], { onMessage, onClose });
      for (const message of ends[own].early.splice(0)) onMessage(message);
    },
    close,
  });
  return [make(0), make(1)];
}
