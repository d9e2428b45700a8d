/** Results go to standard output and everything else to standard error, so that results can be piped. */
import { once } from 'node:events';

/** Writes a part of the result, waiting while the reader is slow. */
export async function printResult(part: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(part)) await once(process.stdout, 'drain');
}

export const printJson = (value: unknown): Promise<void> =>
  printResult(`${JSON.stringify(value, null, 2)}\n`);

export const say = (line: string): void => void process.stderr.write(`${line}\n`);
