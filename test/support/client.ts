/** Calls to a running `mikke serve`, as a window makes them. */
import WebSocket from 'ws';
import { createClient, type Client } from '../../src/rpc/client.ts';
import { socketConnection } from '../../src/rpc/transport/web-socket.ts';

/** @param address as `mikke serve` prints it */
export async function connectTo(address: string): Promise<Client> {
  const { host, origin } = new URL(address);
  const { headers } = await fetch(address, { redirect: 'manual' });
  const [cookie] = (headers.get('set-cookie') ?? '').split(';');
  const socket = new WebSocket(`ws://${host}/rpc`, { origin, headers: { cookie } });
  // The one of ws has what the connection uses of a browser's.
  const like = socket as unknown as globalThis.WebSocket;
  return createClient(await socketConnection(like), () => undefined);
}
