/** The desktop app: windows, a menu, and a line to the shell. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain } from 'electron';
import { asMikkeError } from '../src/core/errors/error.ts';
import { join as joinConnections } from '../src/serve/link.ts';
import { readSite } from '../src/serve/site.ts';
import { projectAmong } from './address.ts';
import { menuTemplate } from './menu.ts';
import { mainPortConnection } from './port.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { denyPermissions, isFromOwnPage, secureContents } from './security.ts';
import { shellProcess } from './shell.ts';
import { openWindow, show } from './window.ts';

const mac = process.platform === 'darwin';
const shell = app.isPackaged
  ? shellProcess(
      join(process.resourcesPath, process.platform === 'win32' ? 'node.exe' : 'node'),
      join(process.resourcesPath, 'app.asar.unpacked'),
    )
  : shellProcess(process.env['MIKKE_NODE'] ?? 'node', app.getAppPath());

/** A project that macOS asked to open before there could be a window. */
let asked = projectAmong(process.argv, process.cwd());
let leaving = false;
let asking = false;

const open = (project?: string) =>
  openWindow(project, (event) => {
    const last = BrowserWindow.getAllWindows().length === 1;
    if (leaving || mac || !last) return;
    event.preventDefault();
    void leave();
  });

/** Quits, after asking while something runs. */
async function leave(): Promise<void> {
  if (asking) return;
  asking = true;
  const busy = await shell.busy();
  const stop = busy === null || (await agreesToStop(busy));
  asking = false;
  if (!stop) return;
  leaving = true;
  await shell.end();
  app.quit();
}

async function agreesToStop(busy: string): Promise<boolean> {
  const stop = 0;
  const keep = 1;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Stop and quit?',
    detail:
      `${busy.charAt(0).toUpperCase()}${busy.slice(1)}. ` +
      'Every recorded epoch is kept, and a stopped run can be resumed.',
    buttons: ['Stop and Quit', 'Keep Training'],
    defaultId: keep,
    cancelId: keep,
  });
  return response === stop;
}

async function chooseProject(): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Open Project',
    filters: [{ name: 'Mikke projects', extensions: ['mikke'] }],
    properties: ['openFile'],
  });
  for (const path of filePaths) open(path);
}

function start(): void {
  denyPermissions();
  serveScheme(readSite(join(app.getAppPath(), 'dist/renderer')));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(
        { newWindow: () => open(), openProject: () => void chooseProject() },
        { mac, developing: !app.isPackaged },
      ),
    ),
  );
  ipcMain.on('mikke:connect', (event) => {
    if (!isFromOwnPage(event)) {
      return console.error(`mikke: refused a message from ${event.senderFrame?.url}`);
    }
    const { port1, port2 } = new MessageChannelMain();
    joinConnections(mainPortConnection(port1), shell.link().connect());
    event.senderFrame?.postMessage('mikke:port', null, [port2]);
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  open(asked);
}

declareScheme();
secureContents();
app.enableSandbox();

app.on('open-file', (event, path) => {
  event.preventDefault();
  if (app.isReady()) open(path);
  else asked = path;
});
app.on('second-instance', (_, words, folder) => {
  const project = projectAmong(words, folder);
  const [window] = BrowserWindow.getAllWindows();
  if (project !== undefined || window === undefined) open(project);
  else show(window);
});
app.on('before-quit', (event) => {
  if (leaving) return;
  event.preventDefault();
  void leave();
});
app.on('window-all-closed', () => {
  if (!mac) app.quit();
});

if (!app.requestSingleInstanceLock()) app.exit();
else {
  const failed = (error: unknown) => {
    dialog.showErrorBox('Mikke could not start', asMikkeError(error).message);
    app.exit(1);
  };
  app.whenReady().then(start).catch(failed);
}
