import type { MenuItemConstructorOptions } from 'electron';

export type MenuActions = { newWindow(): void; openProject(): void };

/** Undo and redo are the app's own, so the menu must not take their keys. */
export function menuTemplate(
  actions: MenuActions,
  { mac, developing }: { mac: boolean; developing: boolean },
): MenuItemConstructorOptions[] {
  const separator = { type: 'separator' } as const;
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: actions.newWindow },
        { label: 'Open Project…', accelerator: 'CmdOrCtrl+O', click: actions.openProject },
        separator,
        { role: mac ? 'close' : 'quit' },
      ],
    },
    {
      label: 'Edit',
      submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        ...(developing ? [{ role: 'toggleDevTools' } as const] : []),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
