/** The addon under AddressSanitizer and UndefinedBehaviorSanitizer, which end the process at a stray access. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilerFlags, isCompiled, nativeSources } from '../../../src/cli/build-onednn.mjs';

const sanitizer = spawnSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
const library = sanitizer.status === 0 ? sanitizer.stdout.trim() : '';
const headers = spawnSync('g++', ['-fsyntax-only', '-x', 'c++', '-'], {
  input: '#include <dnnl.hpp>\n',
});
const missing =
  process.platform !== 'linux' || headers.status !== 0
    ? 'g++ and oneDNN are not here'
    : !existsSync(library)
      ? 'g++ has no AddressSanitizer here'
      : null;
if (missing) console.log(`The addon was not tried under AddressSanitizer: ${missing}.`);

const folder = mkdtempSync(join(tmpdir(), 'mikke-sanitized-'));
const addon = join(folder, 'onednn.node');
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL(script, import.meta.url))],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        LD_PRELOAD: library,
        // Node and oneDNN keep what they have to the end.
        ASAN_OPTIONS: 'detect_leaks=0',
        MIKKE_ONEDNN: addon,
      },
    },
  );
  return { status, stdout, stderr };
}

beforeAll(() => {
  if (missing) return;
  const { status, stderr } = spawnSync(
    'g++',
    [
      ...compilerFlags.filter((flag) => flag !== '-O3'),
      ...['-O0', '-g', '-fno-omit-frame-pointer'],
      ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
      ...nativeSources().filter(isCompiled),
      ...['-ldnnl', '-o', addon],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
});

test.skipIf(missing)(
  'training and evaluating odd shapes touch no memory that is not theirs',
  () => {
    expect(run('sanitized/train.ts')).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
  },
);
