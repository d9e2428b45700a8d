/** The built app, read once: what is not in this map is not served, so no path leads anywhere else. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
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
    readFolder(folder, '/', site);
  } catch (error) {
    throw new MikkeError('app-not-built', { folder }, error);
  }
  const page = site.get('/index.html');
  if (page === undefined) throw new MikkeError('app-not-built', { folder });
  return site.set('/', page);
}

function readFolder(folder: string, path: string, site: Map<string, SiteFile>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    const type = types[extname(entry.name)];
    if (entry.isDirectory()) readFolder(file, `${path}${entry.name}/`, site);
    else if (entry.isFile() && type !== undefined) {
      // Vite puts a hash of the content into these names.
      const immutable = path === '/assets/';
      site.set(path + entry.name, { type, bytes: readFileSync(file), immutable });
    }
  }
}
