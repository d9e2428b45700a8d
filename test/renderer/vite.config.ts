/**
 * The real renderer over a shell in memory: `vite --config test/renderer/vite.config.ts --port 5199`, then
 * /test/renderer/fake.html?fake=states#/runs (scenarios in fake-shell.ts).
 * Time goes on with `&every=500` (milliseconds an epoch), or by `mikkeFake.step()` in the page.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  // Each server its own: several may run at once.
  cacheDir: join(tmpdir(), `mikke-vite-${process.pid}`),
  plugins: [svelte({ configFile: false })],
  server: { hmr: false },
});
