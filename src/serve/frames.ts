/**
 * Many connections over one stream of bytes, between the desktop window process and the shell:
 *
 *   u32 connection | u32 length | bytes, ...
 *
 * The desktop's V8 may be newer than Node's, and writes messages that the older one cannot read; so
 * these are bytes of our own. Connection 0 carries the notes about the others, coded by codec.ts.
 */
import type { Duplex } from 'node:stream';

const HEADER_BYTES = 8;
export const NOTES = 0;

export type Frames = { send(connection: number, bytes: Uint8Array): void };

export function framesOver(
  stream: Duplex,
  onFrame: (connection: number, bytes: Uint8Array) => void,
): Frames {
  let parts: Buffer[] = [];
  let have = 0;
  let need = HEADER_BYTES;
  stream.on('data', (part: Buffer) => {
    parts.push(part);
    have += part.length;
    if (have < need) return;
    let rest: Buffer = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    for (;;) {
      need = rest.length < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + rest.readUInt32LE(4);
      if (rest.length < need) break;
      // A Buffer's slice() is no copy, which readers of plain bytes rely on.
      const start = rest.byteOffset + HEADER_BYTES;
      onFrame(rest.readUInt32LE(0), new Uint8Array(rest.buffer, start, need - HEADER_BYTES));
      rest = rest.subarray(need);
    }
    parts = [rest];
    have = rest.length;
  });
  return {
    send(connection, bytes) {
      if (!stream.writable) return;
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(connection, 0);
      header.writeUInt32LE(bytes.length, 4);
      stream.cork();
      stream.write(header);
      stream.write(bytes);
      stream.uncork();
    },
  };
}
