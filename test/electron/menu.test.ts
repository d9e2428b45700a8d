import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { menuTemplate } from '../../electron/menu.ts';

const actions = { newWindow: vi.fn(), openProject: vi.fn() };
const items = (template: MenuItemConstructorOptions[]) =>
  template.flatMap(({ submenu }) => (submenu as MenuItemConstructorOptions[] | undefined) ?? []);
const roles = (template: MenuItemConstructorOptions[]) => items(template).map(({ role }) => role);

describe('the menu', () => {
  test.each([
    [true, ['appMenu', 'File', 'Edit', 'View', 'windowMenu']],
    [false, ['File', 'Edit', 'View', 'windowMenu']],
  ])('has the menus that people expect, on a Mac: %s', (mac, names) => {
    const template = menuTemplate(actions, { mac, developing: false });
    expect(template.map(({ label, role }) => label ?? role)).toEqual(names);
  });

  test('quits from the File menu where there is no app menu', () => {
    expect(roles(menuTemplate(actions, { mac: false, developing: false }))).toContain('quit');
    expect(roles(menuTemplate(actions, { mac: true, developing: false }))).not.toContain('quit');
  });

  test('shows developer tools only to developers', () => {
    const toolsIn = (developing: boolean) =>
      roles(menuTemplate(actions, { mac: false, developing })).includes('toggleDevTools');
    expect([toolsIn(true), toolsIn(false)]).toEqual([true, false]);
  });

  test('leaves undo and redo to the app', () => {
    const all = roles(menuTemplate(actions, { mac: true, developing: true }));
    expect(all).not.toContain('undo');
    expect(all).not.toContain('redo');
  });

  test('uses each key once, and none of the app', () => {
    const keys = items(menuTemplate(actions, { mac: false, developing: true }))
      .map(({ accelerator }) => accelerator)
      .filter((key) => key !== undefined);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain('CmdOrCtrl+K');
    expect(keys).not.toContain('CmdOrCtrl+Z');
  });

  test('does what its items say', () => {
    const file = items(menuTemplate(actions, { mac: false, developing: false }));
    for (const label of ['New Window', 'Open Project…']) {
      const item = file.find((candidate) => candidate.label === label);
      (item?.click as () => void)();
    }
    expect(actions.newWindow).toHaveBeenCalledOnce();
    expect(actions.openProject).toHaveBeenCalledOnce();
  });
});
