/** `mikke start`: builds the app where its sources have changed, and opens it as well as this machine can. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reportOf } from '../../core/errors/error.ts';
import { buildPage, buildWindow } from '../build.ts';
import { projectFolder } from '../node24.mjs';
import { printResult, say } from '../output.ts';
import { serveApp } from './serve.ts';

const run = promisify(execFile);

/** How long may pass until Electron's binary has been fetched. */
const FETCH_MILLISECONDS = 20_000;

const inProject = (path: string) => join(projectFolder, path);
const electronFolder = inProject('node_modules/electron');

/** @param quickStart what is shown where nobody can press a button */
export async function openApp(quickStart: () => Promise<void>): Promise<void> {
  await buildPage();
  const why = await openDesktop().catch((error: unknown) => reportOf(error).message);
  if (why === null) return;
  say(`The desktop window cannot be opened: ${why}`);

  const { address, stopped } = await serveApp(0);
  await printResult(`Mikke is at ${address()}\n`);
  if (hasDisplay()) openBrowser(address());
  else if (!process.stdout.isTTY && !process.stdin.isTTY) {
    await quickStart().catch((error: unknown) => say(`mikke: ${reportOf(error).message}`));
  }
  await stopped;
}

/** Opens the window and waits until it is closed. @returns why it did not open, or null */
async function openDesktop(): Promise<string | null> {
  if (process.platform === 'linux') {
    if (!hasDisplay()) return 'there is no display.';
    if (process.getuid?.() === 0) return 'its sandbox does not run as root.';
  }
  const problem = await fetchElectron();
  if (problem !== null) return problem;
  await buildWindow();
  const name = (await readFile(join(electronFolder, 'path.txt'), 'utf8')).trim();
  const electron = spawn(join(electronFolder, 'dist', name), [projectFolder], {
    stdio: 'inherit',
    env: { ...process.env, MIKKE_NODE: process.execPath },
  });
  // In a terminal Ctrl-C reaches both; the window decides, and may ask.
  const pass = (signal: NodeJS.Signals) => {
    if (!process.stdin.isTTY) electron.kill(signal);
  };
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [status, signal] = (await once(electron, 'exit')) as [number | null, string | null];
  process.off('SIGINT', pass).off('SIGTERM', pass);
  if (status === 0) return null;
  return `it ended with ${signal ?? `status ${status}`}.`;
}

/** Fetches Electron's binary where it is not there. @returns why that failed, or null */
async function fetchElectron(): Promise<string | null> {
  if (!existsSync(electronFolder)) return 'Electron is not installed.';
  if (!existsSync(join(electronFolder, 'path.txt'))) say('Fetching Electron …');
  try {
    await run(process.execPath, [join(electronFolder, 'install.js')], {
      timeout: FETCH_MILLISECONDS,
      killSignal: 'SIGKILL',
    });
    return null;
  } catch (error) {
    const { killed } = error as { killed?: boolean };
    return killed
      ? `Electron's binary did not arrive within ${FETCH_MILLISECONDS / 1000} s.`
      : `Electron's binary could not be fetched.`;
  }
}

const hasDisplay = () =>
  process.platform !== 'linux' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '');

function openBrowser(address: string): void {
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  const browser = spawn(command, words, { stdio: 'ignore', detached: true });
  // The address is printed, whether or not there is a browser that opens it.
  browser.on('error', () => say('No browser could be opened; open the address yourself.'));
  browser.unref();
}
