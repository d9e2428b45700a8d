/**
 * The shell in a process of its own: the same Node 24, sources and native modules as `mikke serve`,
 * so that what is tested there is what windows talk to, and nothing heavy runs beside the windows.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { linkTo, type Link } from '../src/serve/link.ts';

const LONGEST_END_MS = 30_000;
const LINK_DESCRIPTOR = 3;

export type ShellProcess = {
  link(): Link;
  /** What would be stopped, as a clause, or null. */
  busy(): Promise<string | null>;
  /** Stops every run so that it can be resumed, and waits for that. */
  end(): Promise<void>;
};

/**
 * Starts the shell when it is first needed, and again when it has died.
 * @param node path of a Node 24 binary
 * @param sources the folder that holds Mikke's src/
 */
export function shellProcess(node: string, sources: string): ShellProcess {
  let running: { link: Link; end(): Promise<void> } | undefined;

  function start() {
    const entry = join(sources, 'src/cli/mikke.mjs');
    const child = spawn(node, [entry, 'desktop-shell'], {
      // "overlapped" is "pipe", but on Windows reading does not hold up writing.
      stdio: ['ignore', 'inherit', 'inherit', 'overlapped'],
    });
    const stream = child.stdio[LINK_DESCRIPTOR] as Duplex;
    stream.on('error', () => stream.destroy());
    child.on('error', (error) => {
      console.error(`mikke: the shell did not start: ${error.message}`);
      stream.destroy();
    });
    const ended = once(child, 'close').catch(() => undefined);
    stream.once('close', () => (running = undefined));
    running = {
      link: linkTo(stream),
      async end() {
        const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS);
        stream.destroy();
        await ended;
        clearTimeout(timer);
      },
    };
    return running;
  }

  return {
    link: () => (running ?? start()).link,
    busy: async () => (await running?.link.busy()) ?? null,
    end: async () => running?.end(),
  };
}
