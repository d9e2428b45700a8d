/** All that the page gets of the desktop: a message port to the shell, when it asks for one. */
import { contextBridge, ipcRenderer } from 'electron';

// A port cannot be returned over the bridge; it goes to the page as a message of the page's own.
ipcRenderer.on('mikke:port', ({ ports }) => window.postMessage('mikke:port', '*', [...ports]));

contextBridge.exposeInMainWorld('mikkeDesktop', {
  connect: () => ipcRenderer.send('mikke:connect'),
});
