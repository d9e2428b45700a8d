import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { pageAddress, projectOf } from './address.ts';
import { parseWindowState, SMALLEST, type WindowState } from './window-state.ts';

const STEP_PIXELS = 24;

const stateFile = () => join(app.getPath('userData'), 'window.json');

/** Opens a window, or shows the one that has the project open already. */
export function openWindow(project: string | undefined, onClose: (event: Electron.Event) => void) {
  const windows = BrowserWindow.getAllWindows();
  const already =
    project === undefined
      ? undefined
      : windows.find(({ webContents }) => projectOf(webContents.getURL()) === project);
  if (already !== undefined) return show(already);

  const { bounds, maximized } = readState();
  const step = windows.length * STEP_PIXELS;
  const window = new BrowserWindow({
    ...(bounds === null
      ? { width: 1440, height: 900 }
      : { ...bounds, x: bounds.x + step, y: bounds.y + step }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Mikke',
    webPreferences: {
      preload: join(app.getAppPath(), 'dist/electron/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    onClose(event);
    if (!event.defaultPrevented) writeState(window);
  });
  void window.loadURL(pageAddress(project));
}

export function show(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

function readState(): WindowState {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  let text = '';
  try {
    text = readFileSync(stateFile(), 'utf8');
  } catch {
    // There is none before the first window was closed.
  }
  return parseWindowState(text, screens);
}

function writeState(window: BrowserWindow): void {
  const state: WindowState = {
    bounds: window.getNormalBounds(),
    maximized: window.isMaximized(),
  };
  try {
    writeFileSync(stateFile(), JSON.stringify(state));
  } catch (error) {
    // A window that cannot be remembered must still close.
    console.error(`mikke: the window's place was not kept: ${String(error)}`);
  }
}
