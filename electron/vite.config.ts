import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** CommonJS, as a sandboxed preload script must be; all but Electron and Node is bundled. */
export default defineConfig({
  root: here('.'),
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    outDir: here('../dist/electron'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { main: here('main.ts'), preload: here('preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
});
