import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The addon of `native/addon.cc`, where the arguments are explained. Tensors are numbers to it. */
export type Addon = {
  about(): { major: number; minor: number; patch: number; threads: number };
  setThreads(count: number): void;
  memory(): { tensors: number; usedBytes: number; pooledBytes: number; peakBytes: number };
  allocate(bytes: number): number;
  release(tensor: number): void;
  write(tensor: number, values: Values): void;
  read(tensor: number, into: Values): void;
  convolve(
    shape: Int32Array,
    x: number,
    filter: number,
    bias: number,
    add: number,
    y: number,
    relu: boolean,
  ): void;
  convolveBackwardInput(shape: Int32Array, dy: number, filter: number, dx: number): void;
  convolveBackwardFilter(shape: Int32Array, x: number, dy: number, df: number): void;
  multiply(
    batch: number,
    rows: number,
    inner: number,
    columns: number,
    transposeA: boolean,
    transposeB: boolean,
    a: number,
    b: number,
    bias: number,
    result: number,
  ): void;
  batchNorm(
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    x: number,
    scale: number,
    offset: number,
    add: number,
    y: number,
    mean: number,
    variance: number,
  ): void;
  batchNormEvaluate(
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    x: number,
    scale: number,
    offset: number,
    mean: number,
    variance: number,
    add: number,
    y: number,
  ): void;
  batchNormGradient(
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    frozen: boolean,
    dy: number,
    x: number,
    y: number,
    scale: number,
    mean: number,
    variance: number,
    dx: number,
    dscale: number,
    doffset: number,
    dadd: number,
  ): void;
  foldBatchNorm(
    taps: number,
    channels: number,
    epsilon: number,
    filter: number,
    scale: number,
    offset: number,
    mean: number,
    variance: number,
    folded: number,
    bias: number,
  ): void;
  softmaxCrossEntropy(
    batch: number,
    classes: number,
    logits: number,
    labels: number,
    targets: number,
    weights: number,
    meanLoss: number,
    loss: number,
    confidence: number,
    predicted: number,
    probabilities: number,
  ): void;
  softmaxCrossEntropyGradient(
    batch: number,
    classes: number,
    dy: number,
    probabilities: number,
    labels: number,
    targets: number,
    weights: number,
    dlogits: number,
  ): void;
  globalAveragePool(batch: number, positions: number, channels: number, x: number, y: number): void;
  globalAveragePoolGradient(
    batch: number,
    positions: number,
    channels: number,
    dy: number,
    dx: number,
  ): void;
  add(sizeA: number, sizeB: number, a: number, b: number, result: number): void;
  sumRows(rows: number, columns: number, x: number, y: number): void;
  mixImages(
    batch: number,
    height: number,
    width: number,
    channels: number,
    share: number,
    box: Int32Array,
    x: number,
    partner: number,
    y: number,
  ): void;
  sgdUpdate(
    learningRate: number,
    momentum: number,
    weightDecay: number,
    nesterov: boolean,
    weights: Int32Array,
    gradients: Int32Array,
    velocities: Int32Array,
  ): void;
  movingAverages(
    momentum: number,
    factors: Float32Array,
    averages: Int32Array,
    values: Int32Array,
  ): void;
};

/** What the memory of a tensor is read to and written from. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** Where set-up puts the addon that it builds. */
const builtAt = fileURLToPath(new URL('../../../dist/onednn/onednn.node', import.meta.url));

/** @throws Error whose message says, as a sentence, why there is none */
export function loadAddon(): Addon {
  const path = process.env['MIKKE_ONEDNN'] ?? builtAt;
  if (!existsSync(path))
    throw new Error(
      process.platform === 'linux'
        ? 'It is not built: set-up builds it where g++ and libdnnl-dev are installed, see "npm run setup".'
        : 'It is built on Linux only.',
    );
  // Read when OpenMP is loaded: how often a thread that waits looks up before it sleeps. By default
  // it spins for milliseconds, which takes the core from whatever else has to run; this is as long
  // as from one kernel to the next.
  process.env['GOMP_SPINCOUNT'] ??= '20000';
  try {
    return createRequire(import.meta.url)(path) as Addon;
  } catch (cause) {
    // Such as where the library was removed after the build.
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The addon or the oneDNN below it cannot be loaded: ${problem}`, { cause });
  }
}
