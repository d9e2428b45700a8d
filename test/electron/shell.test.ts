import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shellProcess, type ShellProcess } from '../../electron/shell.ts';
import { createClient } from '../../src/rpc/client.ts';

let home: string;
let shell: ShellProcess;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mikke-desktop-'));
  vi.stubEnv('MIKKE_HOME', home);
  shell = shellProcess(process.execPath, join(import.meta.dirname, '../..'));
});

afterEach(async () => {
  await shell.end();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const window = () => createClient(shell.link().connect(), () => undefined);

describe('the shell of the desktop', () => {
  test('runs in a Node of its own, and answers windows', async () => {
    const info = await window().call('app.info', {});
    expect(info).toMatchObject({ shell: 'electron', dataFolder: home });
    expect(await shell.busy()).toBeNull();
  });

  test('has nothing to stop before a window was there', async () => {
    expect(await shell.busy()).toBeNull();
  });

  test('is another one after it was ended', async () => {
    await window().call('app.info', {});
    await shell.end();
    expect(await window().call('app.info', {})).toMatchObject({ dataFolder: home });
  });

  test('lets go of a project when it ends', async () => {
    const path = join(home, 'first.mikke');
    await window().call('project.open', { path, create: true });
    await shell.end();
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(home).filter((name) => name.startsWith('first.mikke-'))).toEqual([]);
  });
});
