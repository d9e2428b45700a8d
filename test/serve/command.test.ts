import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mikke, startMikke } from '../support/cli.ts';
import { ask } from './raw.ts';

const built = existsSync(join(import.meta.dirname, '../../dist/renderer/index.html'));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mikke-serve-'));
  vi.stubEnv('MIKKE_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

describe('mikke serve', () => {
  test('refuses a port that cannot be', async () => {
    const { status, stderr } = await mikke('serve', '--port=70000');
    expect([status, stderr]).toEqual([1, expect.stringContaining('[bad-value]')]);
  });

  test.skipIf(!built)(
    `prints the way in, logs who is refused, and ends well${built ? '' : ' (skipped: the app is not built)'}`,
    async () => {
      const { child, ended, line } = startMikke(['serve', '--project', join(home, 'a b.mikke')]);
      const printed = await new Promise<string>((resolve) =>
        child.stdout.once('data', (text: Buffer) => resolve(text.toString())),
      );
      const address = new URL(/http\S+/.exec(printed)?.[0] ?? '');
      expect(address.hash).toBe(
        `#/runs?${new URLSearchParams({ project: join(home, 'a b.mikke') }).toString()}`,
      );
      await ask(Number(address.port), 'GET / HTTP/1.1', `Host: ${address.host}`);
      await line(/mikke: refused GET \/ HTTP\/1\.1: it has no token \[403\]\n/);
      child.kill('SIGTERM');
      expect((await ended).status).toBe(0);
    },
  );
});
