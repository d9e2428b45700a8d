/**
 * 2,000 training steps and as many evaluations: tensors, native memory, JavaScript's heap and the
 * resident memory outside of the room that V8 holds for it are after them what they were after 400.
 *
 *   npm run bench -- steady [--engine E]
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { prepareEngine } from '../../src/engine/engine.ts';
import { OnednnBackend } from '../../src/engine/onednn/backend.ts';
import { tf } from '../../src/engine/tf.ts';
import { createLearner } from '../../src/training/tfjs-learner.ts';
import { workload } from './engine/workload.ts';

const { values: options } = parseArgs({
  options: { engine: { type: 'string', default: 'onednn' } },
});
await prepareEngine(options.engine as 'onednn');
const { settings, batch } = workload('resnet8', 16, 16);
const learner = createLearner(settings);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function standing() {
  const backend = tf.backend();
  const native = backend instanceof OnednnBackend ? backend.addon.memory() : null;
  collectGarbage();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const residentBytes = rss - heapTotal;
  return { tensors: tf.memory().numTensors, native, heapBytes: heapUsed, residentBytes };
}
async function steps(count: number) {
  for (let step = 0; step < count; step++) {
    await learner.step(batch, 0.01);
    await learner.forward(batch);
  }
  return standing();
}

// The first hundreds of steps still grow what is compiled.
const before = await steps(400);
const after = await steps(1600);
assert.equal(after.tensors, before.tensors);
assert.deepEqual(after.native, before.native);
const grown = {
  heapBytes: after.heapBytes - before.heapBytes,
  residentBytes: after.residentBytes - before.residentBytes,
};
assert.ok(grown.heapBytes < 2 ** 20, `the heap has grown by ${grown.heapBytes} bytes`);
assert.ok(grown.residentBytes < 2 ** 24, `the process has grown by ${grown.residentBytes} bytes`);
console.log({ engine: options.engine, steps: 2000, ...after, grown });
