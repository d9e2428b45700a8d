import { expect, test } from 'vitest';
import { socketConnection } from '../../../src/rpc/transport/web-socket.ts';

/** A socket that is still opening. */
const opening = () => new EventTarget() as WebSocket;

test.each(['error', 'close'])(
  'a socket that ends with %s before it opens is refused',
  async (end) => {
    const socket = opening();
    const connection = socketConnection(socket);
    socket.dispatchEvent(new Event(end));
    await expect(connection).rejects.toThrow('The socket did not open.');
  },
);

test('a socket that opens is a connection, whose end is heard', async () => {
  const socket = opening();
  const connection = socketConnection(socket);
  socket.dispatchEvent(new Event('open'));
  let closed = 0;
  (await connection).listen(
    () => undefined,
    () => closed++,
  );
  socket.dispatchEvent(new Event('close'));
  expect(closed).toBe(1);
});
