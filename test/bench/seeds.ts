/**
 * The stated first run with three seeds on `onednn` and on `wasm`: an engine must not change what is
 * learned. Prints the accuracies and their means, which must agree within half a point.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mikkeOk } from '../support/cli.ts';

const ENGINES = ['onednn', 'wasm'];
const SEEDS = ['1', '2', '3'];
const folder = mkdtempSync(join(tmpdir(), 'mikke-seeds-'));

async function accuracy(engine: string, seed: string): Promise<number> {
  const shown = await mikkeOk(
    ...['train', '--project', join(folder, 'seeds.mikke'), '--json', '--dataset', 'mnist'],
    ...['--limit', '4000', '--model', 'resnet8', '--width', '8', '--epochs', '5', '--batch', '64'],
    ...['--policy', 'kakurenbo', '--hide', '0.3', '--seed', seed, '--engine', engine],
  );
  const { epochs } = JSON.parse(shown) as { epochs: { testAccuracy: number }[] };
  return epochs.at(-1)?.testAccuracy ?? 0;
}

try {
  const accuracies: Record<string, number[]> = {};
  for (const engine of ENGINES) {
    accuracies[engine] = [];
    for (const seed of SEEDS) accuracies[engine].push(await accuracy(engine, seed));
  }
  const means = ENGINES.map((engine) => accuracies[engine].reduce((a, b) => a + b) / SEEDS.length);
  console.log(accuracies, means);
  assert.ok(Math.abs(means[0] - means[1]) < 0.005, 'the engines learn differently');
} finally {
  rmSync(folder, { recursive: true });
}
