/** The shells that show the app: Chromium over `mikke serve`, and Electron where its binary is. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron as electron, type Page } from '@playwright/test';
import { buildWindow } from '../../../src/cli/build.ts';
import { projectFolder } from '../../../src/cli/node24.mjs';
import { launchChromium, whyNoChromium } from '../../support/browser.ts';
import { serveApp, type Served } from '../../support/serve.ts';

const TIMEOUT_MS = 20_000;

export type Shell = {
  /** The data folder. */
  folder: string;
  /** A window of its own. */
  open(project?: string): Promise<Page>;
  close(): Promise<void>;
};

export type ShellKind = {
  name: string;
  /** Why it cannot be had on this machine, as a clause, or null. */
  whyNot: string | null;
  start(): Promise<Shell>;
};

export type BrowserShell = Shell &
  Pick<Served, 'address'> & {
    /** A window at a place in the app, as `#/runs?project=…` names it. */
    openAt(hash: string): Promise<Page>;
  };

export const hashOf = (view: string, query: Record<string, string>) =>
  `#/${view}?${new URLSearchParams(query).toString()}`;

export async function startBrowser(): Promise<BrowserShell> {
  const [{ address, folder, close }, browser] = await Promise.all([serveApp(), launchChromium()]);
  const openAt = async (hash: string) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = await context.newPage();
    await page.goto(`${address}${hash}`);
    return page;
  };
  return {
    address,
    folder,
    openAt,
    open: (project) => openAt(hashOf('runs', project === undefined ? {} : { project })),
    async close() {
      await browser.close();
      await close();
    },
  };
}

const electronFolder = join(projectFolder, 'node_modules/electron');
const electronName = join(electronFolder, 'path.txt');

function whyNoElectron(): string | null {
  if (!existsSync(electronName)) return "Electron's binary is not installed";
  if (process.platform !== 'linux') return null;
  if (process.getuid?.() === 0) return "Electron's sandbox does not run as root";
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? null : 'there is no display';
}

async function startElectron(): Promise<Shell> {
  await buildWindow();
  const folder = mkdtempSync(join(tmpdir(), 'mikke-electron-'));
  const binary = join(electronFolder, 'dist', readFileSync(electronName, 'utf8').trim());
  const apps: { close(): Promise<void> }[] = [];
  return {
    folder,
    async open(project) {
      const app = await electron.launch({
        executablePath: binary,
        args: [projectFolder, ...(project === undefined ? [] : [project])],
        env: {
          ...(process.env as Record<string, string>),
          MIKKE_HOME: folder,
          MIKKE_NODE: process.execPath,
        },
      });
      apps.push(app);
      const page = await app.firstWindow();
      page.setDefaultTimeout(TIMEOUT_MS);
      return page;
    },
    async close() {
      for (const app of apps) await app.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const shells: readonly ShellKind[] = [
  { name: 'Chromium over mikke serve', whyNot: whyNoChromium, start: startBrowser },
  { name: 'Electron', whyNot: whyNoElectron(), start: startElectron },
];
