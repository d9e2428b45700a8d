/** `npm run bench -- NAME [--json]`: what takes too long for the suite. Each asserts its answers while it measures. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const benches: Record<string, string> = {
  augment: 'images a second that can be filled, plain and varied',
  engine: 'the speed of the engines side by side, and beside PyTorch with --python PATH',
  first: 'a whole run on MNIST, twice and with the trainer killed, against the rule by brute force',
  labels: 'whether flipped labels of MNIST are found, by training dynamics and cross-validated',
  ledger: 'planning, recording and reading 1,281,167 samples over 90 epochs',
  schedule: 'a frame while a keyframe is dragged among ten thousand',
  seeds: 'the accuracy of three seeds on onednn and on wasm',
  study:
    'the methods side by side on MNIST and Fashion-MNIST, with the fastest combination chosen on a validation split',
  steady: 'tensors and memory over 2,000 steps',
  train: 'a whole run on MNIST, and the share of its time that is not the engine’s',
};

/** Those that look at the page stand in a folder of their own. */
const inTheApp = ['schedule'];

const [name = '', ...options] = process.argv.slice(2);
if (!Object.hasOwn(benches, name)) {
  const lines = Object.entries(benches).map(([known, what]) => `  ${known}: ${what}`);
  console.error(`Which benchmark?\n${lines.join('\n')}`);
  process.exit(1);
}
const folder = inTheApp.includes(name) ? './app/' : './';
const path = fileURLToPath(new URL(`${folder}${name}.ts`, import.meta.url));
process.exitCode =
  spawnSync(process.execPath, [path, ...options], { stdio: 'inherit' }).status ?? 1;
