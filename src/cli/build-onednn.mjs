/**
 * Builds the addon of the engine `onednn` with the system's compiler, where that and oneDNN are
 * there. Plain JavaScript with Node's own modules only: setup.mjs imports it under any Node.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './node24.mjs';
import { installPackages, say } from './system-packages.mjs';

const inProject = (/** @type {string} */ path) => join(projectFolder, path);
const sourceFolder = inProject('src/engine/onednn/native');
const buildFolder = inProject('dist/onednn');
const addon = join(buildFolder, 'onednn.node');
const stampFile = join(buildFolder, 'built-from');
/** In node_modules, so that a new installation asks for the packages again. */
const askedFile = inProject('node_modules/.mikke-onednn');

const compiler = process.env['CXX'] ?? 'g++';

/** Strict about NaN, which a diverging run must show; free to fuse products and sums. */
export const compilerFlags = [
  ...['-std=c++17', '-O3', '-fPIC', '-shared', '-fopenmp', '-fvisibility=hidden'],
  ...['-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast'],
  `-I${inProject('node_modules/node-api-headers/include')}`,
];

export const nativeSources = () =>
  existsSync(sourceFolder) ? readdirSync(sourceFolder).map((name) => join(sourceFolder, name)) : [];

export const isCompiled = (/** @type {string} */ path) => path.endsWith('.cc');

/** Where there is neither compiler nor library, Mikke trains on another engine, and says so. */
export function buildOnednn() {
  const sources = nativeSources();
  if (process.platform !== 'linux' || sources.length === 0) return;
  const hash = createHash('sha256').update([compiler, ...compilerFlags].join(' '));
  for (const path of sources) hash.update(readFileSync(path));
  const stamp = hash.digest('hex');
  if (existsSync(addon) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp)
    return;
  if (!canBuild() && !getParts()) return;

  say('Building the engine onednn with the system’s compiler.');
  mkdirSync(buildFolder, { recursive: true });
  // Another setup may build at the same time, and a process may have the old one loaded.
  const unfinished = join(buildFolder, `onednn.${process.pid}.tmp`);
  const { status, stderr } = spawnSync(
    compiler,
    [...compilerFlags, ...sources.filter(isCompiled), '-ldnnl', '-o', unfinished],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    say(
      `${stderr}\nThe engine onednn could not be built, see above; Mikke trains on wasm, slower.`,
    );
    return;
  }
  renameSync(unfinished, addon);
  writeFileSync(stampFile, stamp);
}

/** Whether the compiler is there and finds oneDNN. */
const canBuild = () =>
  spawnSync(compiler, ['-fsyntax-only', '-x', 'c++', '-'], { input: '#include <dnnl.hpp>\n' })
    .status === 0;

/** Asked once for each installation, so that later calls are quick and quiet. */
function getParts() {
  if (existsSync(askedFile)) return false;
  writeFileSync(askedFile, '');
  const installed = installPackages({
    packages: 'g++ libdnnl-dev',
    purpose: 'for training on all cores',
    without: 'Without g++ and oneDNN, Mikke trains on one core and slower',
    elsewhere: 'Install both, then run "npm run setup" again',
  });
  return installed && canBuild();
}
