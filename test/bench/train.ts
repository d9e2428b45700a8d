/**
 * `mikke train` from the outside, on all 60,000 images of MNIST with `auto`'s engine: its wall time
 * from the first epoch on, and the share of it in which the engine was not computing: planning,
 * ledger, record, checkpoint, batch preparation, messages.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMikke } from '../support/cli.ts';

const EPOCHS = 5;
const folder = mkdtempSync(join(tmpdir(), 'mikke-train-'));
const secondsFile = join(folder, 'engine-seconds');
const hook = fileURLToPath(new URL('./train/engine-seconds.ts', import.meta.url));
type Shown = {
  engine: { name: string };
  epochs: { testAccuracy: number; seconds: Record<string, number> }[];
};

try {
  process.env['NODE_OPTIONS'] = `--import ${hook}`;
  process.env['MIKKE_ENGINE_SECONDS'] = secondsFile;
  const start = performance.now();
  const job = startMikke([
    ...['train', '--project', join(folder, 'train.mikke'), '--json', '--dataset', 'mnist'],
    ...['--model', 'resnet8', '--width', '8', '--epochs', String(EPOCHS), '--batch', '64'],
    ...['--policy', 'kakurenbo', '--hide', '0.3', '--seed', '1'],
  ]);
  const { status, stdout, stderr } = await job.ended;
  const wallSeconds = (performance.now() - start) / 1000;
  assert.equal(status, 0, stderr);
  const { engine, epochs } = JSON.parse(stdout) as Shown;
  assert.equal(epochs.length, EPOCHS);
  const accuracy = epochs.at(-1)?.testAccuracy ?? 0;
  assert.ok(accuracy > 0.97, `the test accuracy is ${accuracy}`);

  const engineSeconds = Number(readFileSync(secondsFile, 'utf8'));
  const byPart: Record<string, number> = {};
  for (const { seconds } of epochs)
    for (const [part, value] of Object.entries(seconds)) byPart[part] = (byPart[part] ?? 0) + value;
  const epochSeconds = Object.values(byPart).reduce((sum, value) => sum + value, 0);
  const rounded = (value: number) => Number(value.toPrecision(3));
  const result = {
    engine: engine.name,
    testAccuracy: accuracy,
    wallSeconds: rounded(wallSeconds),
    secondsOfEpochs: rounded(epochSeconds),
    engineSeconds: rounded(engineSeconds),
    secondsByPart: Object.fromEntries(
      Object.entries(byPart).map(([part, value]) => [part, rounded(value)]),
    ),
    shareOfEpochsNotTheEngines: rounded(1 - engineSeconds / epochSeconds),
    shareOfWallNotTheEngines: rounded(1 - engineSeconds / wallSeconds),
  };
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else console.log(result);
} finally {
  rmSync(folder, { recursive: true });
}
