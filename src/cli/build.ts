/** Builds the parts of the app whose sources are younger than what was built. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MikkeError } from '../core/errors/error.ts';
import { projectFolder } from './node24.mjs';
import { say } from './output.ts';

const run = promisify(execFile);
const inProject = (path: string) => join(projectFolder, path);

/** What browsers and windows show. @throws build-failed */
export const buildPage = () => build('renderer', ['renderer', 'src/core', 'src/rpc']);

/** The process of the desktop window. @throws build-failed */
export const buildWindow = () =>
  build('electron', ['electron', 'src/serve', 'src/core', 'src/rpc']);

async function build(part: 'renderer' | 'electron', sources: readonly string[]): Promise<void> {
  // Written last, so that a build which was killed is done again.
  const stamp = inProject(`dist/${part}.built`);
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const young = [...sources, 'package-lock.json'].some((path) => youngest(inProject(path)) > built);
  if (!young) return;
  say(`Building the app (${part}) …`);
  const started = new Date();
  const vite = inProject('node_modules/vite/bin/vite.js');
  try {
    await run(process.execPath, [vite, 'build', part, '--logLevel', 'warn'], {
      cwd: projectFolder,
    });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    throw new MikkeError('build-failed', { part, problem: stderr.trim() }, error);
  }
  writeFileSync(stamp, `${started.toISOString()}\n`);
}

/** When the youngest file in a folder was changed. */
function youngest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => youngest(join(path, name))));
}
