/** HTTP as anybody could write it, over a socket of one's own. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type Answer = { status: number; headers: Map<string, string>; body: string };

/** What the server says until it hangs up, or until `enough` of it is there. */
export async function talk(
  port: number,
  say: (socket: Socket) => void,
  enough: (text: string) => boolean = () => false,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part;
    if (enough(text)) socket.destroy();
  });
  const closed = once(socket, 'close');
  say(socket);
  await closed;
  return text;
}

export function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1]);
  return { status, headers: new Map(headers), body: text.slice(end + 4) };
}

/** Sends lines as they are, and hears the whole answer. */
export const ask = async (port: number, ...lines: string[]): Promise<Answer> =>
  parseAnswer(
    await talk(port, (socket) =>
      socket.write([...lines, 'Connection: close', '', ''].join('\r\n')),
    ),
  );

/** A frame from a browser, masked with zeros. */
export function frame(opcode: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(14);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The code with which the server closes a socket; 0 as long as it does not. */
export function closing(text: string): number {
  const bytes = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]) {
    if ((bytes[at] & 0xf) === 8) return bytes.readUInt16BE(at + 2);
  }
  return 0;
}
