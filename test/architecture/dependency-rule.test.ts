import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, test } from 'vitest';
import rule from '../../.dependency-cruiser.cjs';

const projectFolder = join(import.meta.dirname, '../..');
const offenders = join(import.meta.dirname, 'offenders');
const { exclude: _, ...options } = rule.options;
const tsConfig = extractTSConfig(join(projectFolder, 'tsconfig.json'));

/** What the sources below `baseDir` break. */
async function violations(baseDir: string) {
  const { output } = await cruise(
    ['src', 'electron', 'renderer'].filter((folder) => existsSync(join(baseDir, folder))),
    { ...options, baseDir, validate: true, ruleSet: { forbidden: rule.forbidden } },
    options.enhancedResolveOptions,
    { tsConfig },
  );
  return (output as ICruiseResult).summary.violations;
}

/** Each folder in offenders/ is a small project with one fault, and this rule alone must find it. */
const caughtBy: Record<string, string> = {
  'addon-imports-sharp': 'src/engine/onednn/addon.ts',
  'circle-of-types': 'no-cycles',
  'cli-imports-better-sqlite3': 'src/cli',
  'core-imports-engine': 'src/core',
  'core-imports-shell': 'src/core',
  'core-reads-files': 'src/core',
  'dataset-imports-training-loop': 'src/dataset',
  'electron-imports-jobs': 'electron',
  'electron-build-imports-sharp': 'electron/vite.config.ts',
  'engine-imports-model': 'src/engine',
  'engine-reads-files': 'src/engine',
  'feature-compare-imports-feature': 'renderer/compare',
  'feature-datasets-imports-feature': 'renderer/datasets',
  'feature-engines-imports-feature': 'renderer/engines',
  'feature-gallery-imports-feature': 'renderer/gallery',
  'feature-runs-imports-handlers': 'renderer/runs',
  'feature-sample-imports-feature': 'renderer/sample',
  'feature-schedule-imports-project': 'renderer/schedule',
  'feature-settings-reads-files': 'renderer/settings',
  'feature-welcome-imports-electron': 'renderer/welcome',
  'frame-imports-feature': 'renderer/frame',
  'handlers-import-serve': 'src/rpc/handlers',
  'jobs-import-shell': 'src/jobs',
  'jobs-import-tensors': 'src/jobs',
  'model-imports-training': 'src/model',
  'model-imports-wasm-backend': 'src/model',
  'project-imports-sharp': 'src/project',
  'project-imports-test': 'src/project',
  'renderer-build-imports-project': 'renderer/vite.config.ts',
  'renderer-imports-project': 'renderer',
  'renderer-lib-imports-ui': 'renderer/lib',
  'renderer-tags-import-feature': 'renderer/tags',
  'renderer-templates-import-feature': 'renderer/templates',
  'renderer-ui-imports-feature': 'renderer/ui',
  'room-without-a-row': 'every-room-has-a-row',
  'rpc-imports-handlers': 'src/rpc',
  'serve-imports-jobs': 'src/serve',
  'trainer-imports-better-sqlite3': 'src/training/process',
  'trainer-imports-electron': 'src/training/process',
  'training-imports-process': 'src/training',
  'training-reads-files': 'src/training',
  'wasm-imports-sharp': 'src/engine/wasm/wasm.ts',
  'wasm-kernel-reads-files': 'src/engine',
};

describe('the dependency rule', () => {
  test('holds for the sources', async () => {
    const found = await violations(projectFolder);
    expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  test.each(Object.entries(caughtBy))('catches %s by the rule %s', async (offender, name) => {
    const found = await violations(join(offenders, offender));
    expect([...new Set(found.map(({ rule }) => rule.name))]).toEqual([name]);
  });

  test('has an offender for each of its rules', () => {
    const names = rule.forbidden.map(({ name }) => name);
    expect([...new Set(Object.values(caughtBy))].sort()).toEqual(names.sort());
  });

  test('has no offender that nobody looks at', () => {
    expect(readdirSync(offenders).sort()).toEqual(Object.keys(caughtBy).sort());
  });
});
