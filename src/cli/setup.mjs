/**
 * All set-up: `npm ci` where node_modules is missing or not the one that package-lock.json
 * describes, a Node 24 to run Mikke with, the engine `onednn`, and a Chromium for the tests of the
 * app; root gets from Debian what these need. Does nothing where that is done already.
 * It and what it imports work under Node 20, so: plain JavaScript, Node's own modules.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildOnednn } from './build-onednn.mjs';
import { bundledNode, nodePackage, projectFolder, runningNodeIsNewEnough } from './node24.mjs';
import { installPackages, say } from './system-packages.mjs';

const inProject = (/** @type {string} */ path) => join(projectFolder, path);
const stampFile = inProject('node_modules/.mikke-setup');
/** In node_modules, so that a new installation looks for it again. */
const chromiumStamp = inProject('node_modules/.mikke-chromium');
/** Beside node_modules, because `npm ci` empties that folder. Holds the ids of who installs. */
const lockFile = inProject('.mikke-setup.lock');

/** The text of a file; none where there is no file, which another setup may have just removed. */
function read(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A set-up that did not come about, in full sentences. */
class SetupError extends Error {}

/** What node_modules must have been installed for. */
const wanted = () => {
  const lock = createHash('sha256')
    .update(read(inProject('package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch} ${nodePackage ?? 'installed Node'}\n`;
};

const isSetUp = () =>
  read(stampFile) === wanted() && (bundledNode() !== undefined || runningNodeIsNewEnough());

async function setUp() {
  if (nodePackage === undefined && !runningNodeIsNewEnough()) {
    throw new SetupError(
      `Mikke needs Node 24, this is Node ${process.versions.node}, and npm has no Node 24 for ` +
        `${process.platform}-${process.arch}. Nothing was done. ` +
        'Install Node 24 or newer, then run "npm run setup" again.',
    );
  }
  let waiting = false;
  while (!isSetUp()) {
    if (await claim()) {
      try {
        await install();
      } finally {
        rmSync(lockFile, { force: true });
      }
    } else {
      if (!waiting) say('Mikke is being set up by another process; waiting until that is done.');
      waiting = true;
      await sleep(200);
    }
  }
}

/**
 * Whether this process may install. Everyone who finds no living holder writes their own id, and
 * after a pause the last one written has it: so a lock that a killed setup left needs no mending.
 */
async function claim() {
  if (read(lockFile).split(' ').some(isAlive)) return false;
  const own = String(process.pid);
  writeFileSync(lockFile, own);
  await sleep(100);
  return read(lockFile) === own;
}

function isAlive(/** @type {string} */ processId) {
  try {
    return Number(processId) > 0 && process.kill(Number(processId), 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

async function install() {
  if (isSetUp()) return;
  const start = Date.now();
  say('Setting up Mikke: its packages are installed into node_modules (about 750 MB).');
  rmSync(stampFile, { force: true });
  const { status, output } = await npmInstall();
  if (status !== 0) throw new SetupError(whyItFailed(output));
  const missing = missingPlatformPackages();
  if (missing.length > 0) {
    throw new SetupError(
      `npm left out what this machine needs: ${missing.join(', ')}. Mikke is not set up. ` +
        'Check the network, then run "npm run setup" again.',
    );
  }
  const node = bundledNode();
  const runs = node ? spawnSync(node, ['--version']).status === 0 : runningNodeIsNewEnough();
  if (!runs) {
    throw new SetupError(
      `The Node 24 in node_modules/${nodePackage} does not run on this machine. ` +
        'Mikke is not set up. It needs a Linux with the GNU C library, or Windows.',
    );
  }
  // Last, so that whatever was killed before starts over.
  writeFileSync(stampFile, wanted());
  say(`Mikke is set up, after ${Math.round((Date.now() - start) / 1000)} s.`);
}

/**
 * Mikke itself does not need it. Looked for once for each installation, so that later calls are
 * quick; where it cannot be had, Mikke is set up all the same.
 */
function setUpChromium() {
  if (existsSync(chromiumStamp)) return;
  writeFileSync(chromiumStamp, '');
  if (existsSync(process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium')) return;
  installPackages({
    packages: 'chromium',
    purpose: 'for the tests',
    without: 'Without Chromium, the tests that drive the app in a browser are skipped',
    elsewhere: 'Install it, and name its path in CHROMIUM_PATH',
  });
}

/**
 * `npm ci` with everything that the lock file names, whatever this user leaves out elsewhere.
 * @returns {Promise<{ status: number | null, output: string }>}
 */
function npmInstall() {
  const choices = ['--include=dev', '--include=optional', '--prefer-offline', '--loglevel=error'];
  // On Windows npm is a script, which only a shell can start.
  const npm = spawn('npm', ['ci', ...choices], {
    cwd: projectFolder,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Where this process is killed, npm goes on; the next setup must wait for it.
  writeFileSync(lockFile, `${process.pid} ${npm.pid ?? ''}`);
  return new Promise((resolve) => {
    let output = '';
    npm.stdout.on('data', (text) => (output += text));
    npm.stderr.on('data', (text) => (output += text));
    npm.on('error', (error) => resolve({ status: null, output: String(error) }));
    npm.on('close', (status) => resolve({ status, output }));
  });
}

/** @type {[RegExp, string, string][]} */
const causes = [
  [/spawn npm ENOENT/, 'npm was not found', 'Install npm'],
  [/ENOSPC/, 'the disk is full', 'Make room'],
  [/EACCES|EPERM|EROFS|EBUSY/, 'node_modules cannot be written', 'See who else uses it'],
  [/EUSAGE/, 'package.json and package-lock.json do not fit', 'Restore both'],
  [/EINTEGRITY/, 'a package is not the one that package-lock.json names', 'Check the network'],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN|ENETUNREACH/,
    'the package registry cannot be reached',
    'Check the network',
  ],
];

function whyItFailed(/** @type {string} */ output) {
  const [, what, remedy] = causes.find(([sign]) => sign.test(output)) ?? [
    /./,
    'npm ci failed',
    'See what npm says above',
  ];
  const withoutStack = output.replaceAll(/^npm error +at .*\n/gm, '').trim();
  return `${withoutStack}\n\nMikke could not be set up: ${what}. The packages in node_modules are incomplete; nothing else was changed. ${remedy}, then run "npm run setup" again.`;
}

/**
 * npm passes over an optional package that it cannot fetch without a word, but those for this very
 * platform (Node 24, image decoding, the bundler) are not optional at all.
 */
function missingPlatformPackages() {
  /** @type {{ packages: Record<string, { os?: string | string[], cpu?: string | string[], libc?: string[] }> }} */
  const { packages } = JSON.parse(read(inProject('package-lock.json')));
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  const { header } = process.report.getReport();
  const libc = header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return Object.entries(packages)
    .filter(
      ([, { os, cpu, libc: library }]) =>
        [os].flat().includes(process.platform) &&
        [cpu].flat().includes(process.arch) &&
        (library === undefined || library.includes(libc)),
    )
    .map(([path]) => path)
    .filter((path) => !existsSync(inProject(path)));
}

try {
  await setUp();
  buildOnednn();
  setUpChromium();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
