import { expect, test } from 'vitest';
import { engines } from '../../src/engine/registry.ts';
import { onednnMissing, usableEngines } from './usable.ts';

// Said by one file alone, so that a run says it once; the suites themselves count as skipped.
if (onednnMissing !== null)
  process.stderr.write(`The tests of the engine onednn were skipped: ${onednnMissing}\n`);

test('every engine is tested, but for an onednn that says as a sentence why it does not start', () => {
  const missing = engines.filter((engine) => !usableEngines.includes(engine));
  expect(missing.map(({ name }) => name)).toEqual(onednnMissing === null ? [] : ['onednn']);
  if (onednnMissing !== null) expect(onednnMissing).toMatch(/^[A-Z].*\.$/s);
});
