/**
 * The stated first run: MNIST limited to 4,000 training samples, ResNet-8 of width 8, 5 epochs.
 * It must reach 95 % on all 10,000 test images, hide nothing in epoch 0 and never more than
 * scheduled, give the same bytes again and with its trainer killed, and follow the rule.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mikkeOk, startMikke } from '../support/cli.ts';
import { assertFollowsTheRule, rowsOf } from '../support/rule.ts';

const folder = mkdtempSync(join(tmpdir(), 'mikke-first-'));
const recipe = [
  ...['--dataset', 'mnist', '--limit', '4000', '--model', 'resnet8', '--width', '8'],
  ...['--epochs', '5', '--batch', '64', '--policy', 'kakurenbo', '--hide', '0.3'],
  ...['--seed', '1', '--engine', 'wasm'],
];
type Shown = {
  epochs: {
    epoch: number;
    testAccuracy: number;
    scheduledHideFraction: number;
    hidden: number;
    movedBack: number;
    seconds: Record<string, number>;
  }[];
};

async function train(name: string, killTrainer: boolean) {
  const path = join(folder, name);
  const start = performance.now();
  const job = startMikke(['train', '--project', path, '--json', ...recipe]);
  if (killTrainer) {
    const [, pid] = await job.line(/trainer process (\d+)/);
    await job.line(/epoch 3 of/);
    process.kill(Number(pid), 'SIGKILL');
  }
  const { status, stdout, stderr } = await job.ended;
  assert.equal(status, 0, stderr);
  assert.equal(/was lost/.test(stderr), killTrainer);
  const seconds = (performance.now() - start) / 1000;
  const csv = await mikkeOk('samples', '--project', path, '--run', '1');
  return { run: JSON.parse(stdout) as Shown, csv, seconds };
}

try {
  const first = await train('first.mikke', false);
  const again = await train('again.mikke', false);
  const killed = await train('killed.mikke', true);
  const { epochs } = first.run;
  const accuracy = epochs.at(-1)?.testAccuracy ?? 0;
  assert.ok(accuracy > 0.95, `the test accuracy is ${accuracy}`);
  assert.equal(again.csv, first.csv);
  assert.equal(killed.csv, first.csv);
  assert.equal(epochs[0].hidden, 0);
  assertFollowsTheRule(rowsOf(first.csv), epochs, 4000, 0.7);

  const result = {
    testAccuracy: accuracy,
    hidden: epochs.map(({ hidden }) => hidden),
    movedBack: epochs.map(({ movedBack }) => movedBack),
    secondsByPart: Object.fromEntries(
      Object.keys(epochs[0].seconds).map((part) => [
        part,
        Number(epochs.reduce((sum, { seconds }) => sum + seconds[part], 0).toFixed(3)),
      ]),
    ),
    wallSeconds: Number(first.seconds.toFixed(1)),
    wallRatioAgain: Number((again.seconds / first.seconds).toFixed(2)),
    wallRatioKilled: Number((killed.seconds / first.seconds).toFixed(2)),
    sameBytes: true,
    followsTheRule: true,
  };
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else console.log(result);
} finally {
  rmSync(folder, { recursive: true });
}
