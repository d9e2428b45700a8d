/** The addon without the engine around it: whatever it is given, it throws and never crashes. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Addon } from '../../../src/engine/onednn/addon.ts';
import { describeOnednn, onednnMissing } from '../usable.ts';
import { addonOf } from './agreement.ts';

/** What an argument is; tensors and lists by how many float32 or int32 they have. */
type Kind =
  | { kind: 'size'; value: number }
  | { kind: 'number' }
  | { kind: 'flag' }
  | { kind: 'tensor'; elements: number }
  | { kind: 'optional'; elements: number }
  | { kind: 'list'; elements: number }
  | { kind: 'shape'; value: Int32Array }
  | { kind: 'values'; value: Float32Array };

const size = (value: number): Kind => ({ kind: 'size', value });
const tensor = (elements: number): Kind => ({ kind: 'tensor', elements });
const optional = (elements: number): Kind => ({ kind: 'optional', elements });
const list = (elements: number): Kind => ({ kind: 'list', elements });
const values = (elements: number): Kind => ({
  kind: 'values',
  value: new Float32Array(elements).fill(1),
});
const number: Kind = { kind: 'number' };
const flag: Kind = { kind: 'flag' };

/** x [2, 5, 4, 3] and a filter [3, 3, 3, 6] with a pixel of padding. */
const shape: Kind = {
  kind: 'shape',
  value: Int32Array.of(...[2, 5, 4, 3], ...[3, 3], ...[5, 4, 6], ...[1, 1, 1, 1], ...[1, 1, 1, 1]),
};
/** All of an image of 5 x 4 pixels. */
const box: Kind = { kind: 'shape', value: Int32Array.of(0, 0, 5, 4) };
const [x, filter, y] = [2 * 5 * 4 * 3, 3 * 3 * 3 * 6, 2 * 5 * 4 * 6];
const norm = [size(10), size(6), number, flag];
const perChannel = (count: number) => Array.from({ length: count }, () => tensor(6));

/** Every kernel with arguments that it takes. */
const kernels: Partial<Record<keyof Addon, Kind[]>> = {
  setThreads: [],
  allocate: [],
  release: [],
  write: [tensor(7), values(7)],
  read: [tensor(7), values(7)],
  convolve: [shape, tensor(x), tensor(filter), optional(6), optional(y), tensor(y), flag],
  convolveBackwardInput: [shape, tensor(y), tensor(filter), tensor(x)],
  convolveBackwardFilter: [shape, tensor(x), tensor(y), tensor(filter)],
  multiply: [
    ...[size(2), size(3), size(4), size(5), flag, flag],
    ...[tensor(24), tensor(40), optional(5), tensor(30)],
  ],
  batchNorm: [...norm, tensor(60), ...perChannel(2), optional(60), tensor(60), ...perChannel(2)],
  batchNormEvaluate: [...norm, tensor(60), ...perChannel(4), optional(60), tensor(60)],
  batchNormGradient: [
    ...[...norm, flag, tensor(60), tensor(60), tensor(60), ...perChannel(3)],
    ...[tensor(60), ...perChannel(2), optional(60)],
  ],
  foldBatchNorm: [size(9), size(6), number, tensor(54), ...perChannel(4), tensor(54), tensor(6)],
  softmaxCrossEntropy: [
    ...[size(4), size(3), tensor(12), tensor(4), optional(12), optional(4)],
    ...[tensor(1), tensor(4), tensor(4), tensor(4), tensor(12)],
  ],
  softmaxCrossEntropyGradient: [
    ...[size(4), size(3), tensor(1), tensor(12), tensor(4), optional(12), optional(4), tensor(12)],
  ],
  globalAveragePool: [size(2), size(5), size(3), tensor(30), tensor(6)],
  globalAveragePoolGradient: [size(2), size(5), size(3), tensor(6), tensor(30)],
  mixImages: [
    ...[size(2), size(5), size(4), size(3), number, box],
    ...[tensor(120), tensor(2), tensor(120)],
  ],
  add: [size(12), size(4), tensor(12), tensor(4), tensor(12)],
  sumRows: [size(5), size(3), tensor(15), tensor(3)],
  sgdUpdate: [number, number, number, flag, list(8), list(8), list(8)],
  movingAverages: [number, values(2), list(8), list(8)],
};

let addon: Addon;
beforeAll(async () => {
  if (onednnMissing === null) addon = await addonOf();
});

/** The number of a tensor that is no more; of none as long as no other one is made. */
function deadTensor(): number {
  const tensor = addon.allocate(24);
  addon.release(tensor);
  return tensor;
}

const zeros = (elements: number) => {
  const tensor = addon.allocate(elements * 4);
  addon.write(tensor, new Float32Array(elements));
  return tensor;
};

function rightArgument(kind: Kind): unknown {
  if (kind.kind === 'number') return 0.5;
  if (kind.kind === 'flag') return true;
  if (kind.kind === 'list') return Int32Array.of(zeros(kind.elements), zeros(kind.elements));
  return 'elements' in kind ? zeros(kind.elements) : kind.value;
}

/** Of each kind, what it must not be. */
function wrongArguments(kind: Kind): unknown[] {
  const odd = addon.allocate(13 * 4);
  const dead = deadTensor();
  const never = [undefined, null, 'x', {}, () => 0, Symbol('x'), 1n];
  if (kind.kind === 'number') return never;
  if (kind.kind === 'flag') return [...never, 1];
  if (kind.kind === 'size')
    return [
      ...never,
      true,
      NaN,
      0,
      -1,
      kind.value + 0.5,
      kind.value + 1,
      2 ** 30,
      2 ** 32 + kind.value,
    ];
  const noTensors = [...never, true, NaN, 0.5, -2, dead, odd, 1_000_000, 2 ** 32];
  if (kind.kind === 'optional') return noTensors;
  if (kind.kind === 'tensor') return [...noTensors, -1];
  const arrays = [...never, 3, [1, 2], new Float64Array(7), new ArrayBuffer(28), new Int32Array(1)];
  if (kind.kind === 'values') return [...arrays, new Float32Array(99)];
  if (kind.kind === 'list')
    return [...arrays, Int32Array.of(odd, odd), Int32Array.of(dead, dead), Int32Array.of(-1, -1)];
  const wrong = (at: number, value: number) => kind.value.with(at, value);
  const places = [...kind.value.keys()];
  return [
    ...arrays,
    new Int32Array(17),
    ...places.flatMap((at) => [wrong(at, -1), wrong(at, 2 ** 30), wrong(at, kind.value[at] + 1)]),
  ];
}

const call = (name: keyof Addon, given: readonly unknown[]) =>
  (addon[name] as (...given: readonly unknown[]) => unknown)(...given);

describeOnednn('the addon of the engine onednn', () => {
  test('is tested with every kernel that it has, but for those without arguments', () => {
    const takesNothing = ['about', 'memory'];
    const names = Object.keys(addon).filter((name) => !takesNothing.includes(name));
    expect(names.sort()).toEqual(Object.keys(kernels).sort());
  });

  describe.each(Object.entries(kernels) as [keyof Addon, Kind[]][])('in %s', (name, kinds) => {
    test('takes what is right', () => {
      if (kinds.length > 0) call(name, kinds.map(rightArgument));
    });

    test('throws where an argument is missing', () => {
      const right = kinds.map(rightArgument);
      for (let count = 0; count < right.length; count++)
        expect(() => call(name, right.slice(0, count)), `${count} arguments`).toThrow();
      expect(() => call(name, [])).toThrow();
    });

    test('throws where an argument is of another type, size or number, and goes on', () => {
      const right = kinds.map(rightArgument);
      kinds.forEach((kind, at) => {
        for (const wrong of wrongArguments(kind))
          expect(
            () => call(name, right.with(at, wrong)),
            `argument ${at}: ${String(wrong)}`,
          ).toThrow();
      });
      if (kinds.length > 0) call(name, right);
    });
  });

  test('throws for a tensor that is freed twice, and for one that never was', () => {
    for (const tensor of [deadTensor(), -1, 1_000_000, 'x', undefined])
      expect(() => addon.release(tensor as number)).toThrow();
  });

  test.each([-1, NaN, Infinity, 2 ** 62, 'x', undefined])('allocates no %s bytes', (bytes) => {
    expect(() => addon.allocate(bytes as number)).toThrow();
  });

  test('gives numbers of freed tensors again, with what it was freed of gone', () => {
    const first = addon.allocate(40);
    addon.release(first);
    const second = addon.allocate(80);
    expect(second).toBe(first);
    expect(() => addon.write(second, new Float32Array(10))).toThrow();
    addon.write(second, new Float32Array(20));
    addon.release(second);
  });

  test('refuses labels that are no classes in the gradient too', () => {
    const labels = addon.allocate(16);
    addon.write(labels, Int32Array.of(0, 1, 3, 0));
    expect(() =>
      addon.softmaxCrossEntropyGradient(4, 3, zeros(1), zeros(12), labels, -1, -1, zeros(12)),
    ).toThrow('label 3 of sample 2 is not one of 3 classes');
  });

  // In processes of their own, because what these did was to hang and to crash.
  test.each([
    ['2⁶³ bytes', 'addon.allocate(2 ** 63)'],
    [
      'sizes whose product is 0 in 64 bits',
      `const empty = addon.allocate(0);
       const side = 2 ** 20;
       const shape = [side, side, side, 4, 1, 1, side, side, 4, 1, 1, 1, 1, 0, 0, 0, 0];
       addon.convolve(Int32Array.from(shape), empty, addon.allocate(64), -1, -1, empty, false)`,
    ],
    ['more threads than can be', 'addon.setThreads(10_000_000)'],
    ['a number of threads beyond 32 bits', 'addon.setThreads(2 ** 32 + 1)'],
  ])('throws for %s', (_, code) => {
    const loading = new URL('../../../src/engine/onednn/addon.ts', import.meta.url).href;
    const script = `import { loadAddon } from ${JSON.stringify(loading)};
      const addon = loadAddon();
      const error = await (async () => { ${code} })().then(() => null, (error) => error);
      process.exit(error instanceof Error ? 42 : 0);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    });
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 42, signal: null });
  });

  test('says what it is', () => {
    const { major, minor, patch, threads } = addon.about();
    expect([2, 3]).toContain(major);
    for (const part of [minor, patch]) expect(part).toBeGreaterThanOrEqual(0);
    expect(threads).toBeGreaterThanOrEqual(1);
  });
});
