/** The addresses of the app's page, and what else the desktop is asked to open. */
import { resolve } from 'node:path';

export const SCHEME = 'app';
const HOST = 'mikke';
const PAGE = `${SCHEME}://${HOST}/`;

/** The page, with a project open in it if one is given. */
export const pageAddress = (project?: string): string =>
  project === undefined ? PAGE : `${PAGE}#/runs?${new URLSearchParams({ project }).toString()}`;

/** Whether the address is of our page or a file of it. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === `${SCHEME}:` &&
    url.host === HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether the address is of something that our page made to be kept as a file. */
export const isOwnDownload = (address: string): boolean =>
  address.startsWith('blob:') && isOwnAddress(address.slice('blob:'.length));

/** The project that a page shows, as its address says. */
export function projectOf(address: string): string | null {
  const hash = URL.parse(address)?.hash ?? '';
  return new URLSearchParams(hash.slice(hash.indexOf('?') + 1)).get('project');
}

/** The project file among the words with which the app was started in a folder. */
export function projectAmong(words: readonly string[], folder: string): string | undefined {
  const file = words.slice(1).find((word) => word.endsWith('.mikke') && !word.startsWith('-'));
  return file === undefined ? undefined : resolve(folder, file);
}
