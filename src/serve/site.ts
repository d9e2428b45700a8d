/** The built app, read once: what is not in this map is not served, so no path leads anywhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { MikkeError } from '../core/errors/error.ts';

export type SiteFile = { type: string; bytes: Buffer<ArrayBuffer>; immutable: boolean };
/** By path as a browser asks for it; `/` is the page. */
export type Site = ReadonlyMap<string, SiteFile>;

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** @throws app-not-built */
export function readSite(folder: string): Site {
  const site = new Map<string, SiteFile>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const type = types[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      // Vite puts a hash of the content into these names.
      const immutable = path.startsWith('/assets/');
      site.set(path, { type, bytes: readFileSync(file), immutable });
    }
  } catch (error) {
    throw new MikkeError('app-not-built', { folder }, error);
  }
  const page = site.get('/index.html');
  if (page === undefined) throw new MikkeError('app-not-built', { folder });
  return site.set('/', page);
}
