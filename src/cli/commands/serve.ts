import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { MikkeError } from '../../core/errors/error.ts';
import { createShell } from '../../rpc/handlers/shell.ts';
import { serveLink } from '../../serve/link.ts';
import { startServer } from '../../serve/server.ts';
import { readSite } from '../../serve/site.ts';
import { dataFolder } from '../data-folder.ts';
import { projectFolder } from '../node24.mjs';
import { printResult, say } from '../output.ts';

/** The stream that the desktop's window process opens to its shell, beside the standard three. */
const LINK_DESCRIPTOR = 3;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('serve the app to the browsers of this machine, until Ctrl-C')
    .option('--port <number>', 'The port; a free one where none is given.')
    .option('--project <file>', 'The project that the printed address opens.')
    .action(async ({ port, project }: { port?: string; project?: string }) => {
      const serving = await serveApp(portNumber(port));
      await printResult(`Mikke is at ${serving.address(project)}\n`);
      await serving.stopped;
    });

  program
    .command('desktop-shell', { hidden: true })
    .description('what the windows of the desktop app talk to')
    .action(serveDesktop);
}

export type Serving = {
  /** With the token, and the project if one is given. */
  address(project?: string): string;
  /** Resolves after a signal, when every run has been stopped so that it can be resumed. */
  stopped: Promise<void>;
};

/** @throws app-not-built, port-unusable */
export async function serveApp(port: number): Promise<Serving> {
  const site = readSite(join(projectFolder, 'dist/renderer'));
  const shell = await openShell('serve');
  try {
    const server = await startServer({ site, service: shell, port, onRefused: sayRefused });
    const stop = async () => {
      const busy = await shell.busy();
      if (busy !== null) say(`Stopping, so that it can be resumed: ${busy}.`);
      await server.close();
      await shell.close();
    };
    return {
      address: (project) =>
        project === undefined ? server.address : `${server.address}${projectHash(project)}`,
      stopped: signalled().then(stop),
    };
  } catch (error) {
    await shell.close();
    throw error;
  }
}

/** Ends with the window process, and stops runs so that they can be resumed. */
async function serveDesktop(): Promise<void> {
  const shell = await openShell('electron');
  const link = new Socket({ fd: LINK_DESCRIPTOR, readable: true, writable: true });
  // A window process that was killed leaves a broken stream, which closes, too.
  link.on('error', () => link.destroy());
  serveLink(link, shell, sayRefused);
  // Ctrl-C in a terminal reaches this process as well; the window process decides.
  for (const signal of STOP_SIGNALS) process.on(signal, () => undefined);
  await once(link, 'close');
  await shell.close();
}

async function openShell(shell: 'serve' | 'electron') {
  const folder = dataFolder();
  await mkdir(folder, { recursive: true });
  return createShell({ shell, dataFolder: folder, node: process.execPath });
}

const sayRefused = (line: string) => say(`mikke: ${line}`);

/** Resolves at the first signal to stop; a second one ends at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(1));
      });
    }
  });
}

/** The part of an address that opens a project in the app. */
const projectHash = (project: string) =>
  `#/runs?${new URLSearchParams({ project: resolve(project) }).toString()}`;

/** @throws bad-value */
function portNumber(typed = '0'): number {
  const port = Number(typed);
  if (!/^\d+$/.test(typed) || port > 65_535) {
    const expected = 'a number from 1 to 65535, or 0 for a free one';
    throw new MikkeError('bad-value', { key: '--port', value: typed, expected });
  }
  return port;
}
