#!/usr/bin/env node
// Starts Mikke on Node 24, whatever Node was asked: better-sqlite3 dies without a word on Node 20.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundledNode, runningNodeIsNewEnough } from './node24.mjs';

if (runningNodeIsNewEnough()) {
  // A hundred files are stripped of their types once, not by every thread and process that starts.
  const cache = fileURLToPath(new URL('../../node_modules/.cache/node-compile', import.meta.url));
  process.env['NODE_COMPILE_CACHE'] ??= cache;
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE']);
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = bundledNode();
  if (node === undefined) {
    // The catalogue's sentence `node-too-old`, which an old Node cannot import.
    console.error(
      `Mikke needs Node 24, and this is Node ${process.versions.node}. Nothing was done. Run "npm run setup" first, or install Node 24.`,
    );
    process.exitCode = 1;
  } else {
    runOn(node);
  }
}

/** Runs the same command line on another Node and ends as that ends. */
function runOn(/** @type {string} */ node) {
  const command = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, command, { stdio: 'inherit' });
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  process.on('SIGINT', () => {
    // A terminal sends Ctrl-C to both; a second one would mean "at once" to the child.
    if (!atTerminal) child.kill('SIGINT');
  });
  child.on('exit', (status, signal) => {
    process.exit(signal === null ? (status ?? 1) : 128 + constants.signals[signal]);
  });
}
