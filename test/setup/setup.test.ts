import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/core/errors/catalogue.ts';
import { nodePackage, projectFolder } from '../../src/cli/node24.mjs';

/** A Node that is too old for Mikke and new enough for its setup, if this machine has one. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((node) => /^v2[0-3]\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout));

const platformPackage = nodePackage ?? 'node-of-this-machine';
let folder: string;
const inFolder = (path: string) => join(folder, path);
const stamp = () => inFolder('node_modules/.mikke-setup');
const installed = () => inFolder(`node_modules/${platformPackage}`);
/** What `npm ci` would sweep away. */
const trace = () => inFolder('node_modules/trace');

type Package = Record<string, unknown>;

/** Writes package.json and a lock file whose only packages are folders beside them. */
function writeManifests(declared: Package, locked: Record<string, Package>) {
  const own = { name: 'small', version: '1.0.0', optionalDependencies: declared };
  const packages = { '': own, ...locked };
  const lock = { name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  writeFileSync(inFolder('package.json'), JSON.stringify(own));
  writeFileSync(inFolder('package-lock.json'), JSON.stringify(lock));
}

const nodeDeclared = { [platformPackage]: 'file:fake-node' };
const nodeLocked = {
  [`node_modules/${platformPackage}`]: { resolved: 'fake-node', link: true },
  'fake-node': { name: platformPackage, version: '24.0.0', optional: true },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mikke-setup-'));
  mkdirSync(inFolder('src/cli'), { recursive: true });
  for (const file of [
    ...['setup.mjs', 'node24.mjs', 'mikke.mjs'],
    ...['build-onednn.mjs', 'system-packages.mjs'],
  ]) {
    cpSync(join(projectFolder, 'src/cli', file), inFolder(`src/cli/${file}`));
  }
  mkdirSync(inFolder('fake-node/bin'), { recursive: true });
  const manifest = { name: platformPackage, version: '24.0.0' };
  writeFileSync(inFolder('fake-node/package.json'), JSON.stringify(manifest));
  symlinkSync(process.execPath, inFolder('fake-node/bin/node'));
  writeManifests(nodeDeclared, nodeLocked);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A browser is taken to be here, unless the environment says otherwise. */
function setUp(node = process.execPath, environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(node, [inFolder('src/cli/setup.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, CHROMIUM_PATH: process.execPath, ...environment },
  });
  return { status, stdout, stderr };
}

const quietSuccess = { status: 0, stdout: '', stderr: '' };
const twoLines = /^Setting up Mikke: .* node_modules .*\.\nMikke is set up, after \d+ s\.\n$/;

describe('npm run setup', () => {
  test('installs what is missing and says so in two lines', () => {
    expect(setUp()).toEqual({ status: 0, stdout: '', stderr: expect.stringMatching(twoLines) });
    expect(existsSync(installed())).toBe(true);
  });

  test('says and does nothing the second time', () => {
    setUp();
    writeFileSync(trace(), '');
    expect(setUp()).toEqual(quietSuccess);
    expect(existsSync(trace())).toBe(true);
  });

  test('takes less than a second the second time', () => {
    setUp();
    const durations = [1, 2, 3].map(() => {
      const start = performance.now();
      setUp();
      return performance.now() - start;
    });
    expect(Math.min(...durations)).toBeLessThan(1000);
  });

  test('starts over where the stamp is cut short', () => {
    setUp();
    writeFileSync(stamp(), readFileSync(stamp(), 'utf8').slice(0, 20));
    writeFileSync(trace(), '');
    expect(setUp().stderr).toMatch(twoLines);
    expect(existsSync(trace())).toBe(false);
  });

  test('installs again after the lock file has changed', () => {
    setUp();
    writeFileSync(inFolder('package-lock.json'), '\n', { flag: 'a' });
    expect(setUp().stderr).toMatch(twoLines);
  });

  test('takes over from a setup that was killed', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(inFolder('.mikke-setup.lock'), `${pid} ${pid}`);
    expect(setUp().status).toBe(0);
    expect(existsSync(inFolder('.mikke-setup.lock'))).toBe(false);
  });

  test('installs once when called twice at the same time', async () => {
    const outputs = await Promise.all([1, 2].map(() => setUpBeside()));
    expect(outputs.map(({ status }) => status)).toEqual([0, 0]);
    expect(outputs.filter(({ stderr }) => stderr.includes('Setting up'))).toHaveLength(1);
  });

  test('says what to do when npm ci fails, and leaves no stamp', () => {
    writeManifests({ ...nodeDeclared, unlocked: '1.0.0' }, nodeLocked);
    const { status, stderr } = setUp();
    expect(status).toBe(1);
    expect(stderr).toContain(
      'Mikke could not be set up: package.json and package-lock.json do not fit. ' +
        'The packages in node_modules are incomplete; nothing else was changed. ' +
        'Restore both, then run "npm run setup" again.',
    );
    expect(existsSync(stamp())).toBe(false);
  });

  test('does not believe npm when it leaves out a package for this platform', () => {
    const entry = { version: '1.0.0', resolved: 'file:nowhere.tgz', optional: true };
    writeManifests(
      { ...nodeDeclared, decoder: 'file:nowhere.tgz' },
      {
        ...nodeLocked,
        'node_modules/decoder': { ...entry, os: [process.platform], cpu: [process.arch] },
      },
    );
    const { status, stderr } = setUp();
    expect(status).toBe(1);
    expect(stderr).toContain('npm left out what this machine needs: node_modules/decoder.');
    expect(existsSync(stamp())).toBe(false);
  });

  test.skipIf(oldNode === undefined || nodePackage === undefined)(
    `runs under an older Node${oldNode === undefined ? ' (skipped: none on the PATH)' : ''}`,
    () => {
      expect(setUp(oldNode).stderr).toMatch(twoLines);
      expect(setUp(oldNode)).toEqual(quietSuccess);
    },
  );
});

const onDebian = existsSync('/etc/debian_version');
const noBrowser = { CHROMIUM_PATH: '/nowhere/chromium' };

describe('npm run setup without a Chromium', () => {
  test.skipIf(!onDebian)('says how to install it where it may not do so itself, once', () => {
    const environment = { ...noBrowser, MIKKE_SYSTEM_INSTALL: '0' };
    const { status, stderr } = setUp(process.execPath, environment);
    expect(status).toBe(0);
    expect(stderr).toContain(
      'Without Chromium, the tests that drive the app in a browser are skipped. ' +
        'This installs it: sudo apt-get install --yes --no-install-recommends chromium\n',
    );
    expect(setUp(process.execPath, environment)).toEqual(quietSuccess);
  });

  /** Puts an apt-get on the PATH that keeps its words, and fails with this status. */
  function fakeAptGet(status: number) {
    const said = inFolder('apt-get-words');
    mkdirSync(inFolder('bin'));
    const script = `#!/bin/sh\necho "$@" >> ${said}\nexit ${status}\n`;
    writeFileSync(inFolder('bin/apt-get'), script, { mode: 0o755 });
    return { said, PATH: `${inFolder('bin')}${delimiter}${process.env['PATH']}` };
  }
  const mayInstall = onDebian && process.getuid?.() === 0;

  test.skipIf(!mayInstall)('installs it as root on Debian', () => {
    const { said, PATH } = fakeAptGet(0);
    const { stderr } = setUp(process.execPath, { ...noBrowser, PATH, MIKKE_SYSTEM_INSTALL: '1' });
    expect(stderr).toContain('Installing the package chromium');
    expect(readFileSync(said, 'utf8')).toBe('install --yes --no-install-recommends chromium\n');
  });

  test.skipIf(!mayInstall)('sets Mikke up all the same where that fails', () => {
    const { PATH } = fakeAptGet(1);
    const environment = { ...noBrowser, PATH, MIKKE_SYSTEM_INSTALL: '1' };
    const { status, stderr } = setUp(process.execPath, environment);
    expect(status).toBe(0);
    expect(stderr).toMatch(/This failed: apt-get update && .*chromium\n$/);
  });
});

describe('mikke', () => {
  const mikke = (node: string, ...words: string[]) =>
    spawnSync(node, [inFolder('src/cli/mikke.mjs'), ...words], { encoding: 'utf8' });

  beforeEach(() => {
    writeFileSync(inFolder('package.json'), '{"type":"module"}');
    writeFileSync(
      inFolder('src/cli/main.ts'),
      `export async function main(words: string[]): Promise<number> {
        if (words[0] === 'die') process.kill(process.pid, 'SIGKILL');
        if (words[0] === 'wait') {
          console.log('ready');
          await new Promise((resolve) => setTimeout(resolve, 30_000));
        }
        console.log(process.versions.node, ...words);
        return 3;
      }`,
    );
  });

  test('hands its words to main and ends with its status', () => {
    const { status, stdout } = mikke(process.execPath, 'runs', '--json');
    expect([status, stdout]).toEqual([3, `${process.versions.node} runs --json\n`]);
  });

  describe.skipIf(oldNode === undefined || nodePackage === undefined)('under an older Node', () => {
    const old = oldNode ?? '';
    const install = () => {
      mkdirSync(inFolder('node_modules'));
      cpSync(inFolder('fake-node'), installed(), { recursive: true });
    };

    test('goes on with the Node in node_modules', () => {
      install();
      const { status, stdout } = mikke(old, 'runs', '--json');
      expect([status, stdout]).toEqual([3, `${process.versions.node} runs --json\n`]);
    });

    test('ends with the status of the signal that ended the other Node', () => {
      install();
      expect(mikke(old, 'die').status).toBe(128 + 9);
    });

    test('passes on the signal to stop', async () => {
      install();
      const child = spawn(old, [inFolder('src/cli/mikke.mjs'), 'wait']);
      child.stdout.once('data', () => child.kill('SIGTERM'));
      // The streams close only once the other Node, which shares them, has ended, too.
      const status = await new Promise((resolve) => child.on('close', resolve));
      expect(status).toBe(128 + 15);
    });

    test('says what the catalogue says where node_modules has no Node', () => {
      const { status, stderr } = mikke(old);
      const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
      expect([status, stderr]).toEqual([1, `${catalogue['node-too-old']({ version })}\n`]);
    });
  });
});

function setUpBeside(): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [inFolder('src/cli/setup.mjs')], {
    env: { ...process.env, CHROMIUM_PATH: process.execPath },
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })));
}
