import { createRequire } from 'node:module';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });
const require = createRequire(import.meta.url);
const versionOf = (path: string) => packageSchema.parse(require(path)).version;

export const mikkeVersion = versionOf('../../package.json');

/** What a run's result may depend on besides its recipe. */
export const versions = (): Record<string, string> => ({
  mikke: mikkeVersion,
  node: process.versions.node,
  tfjs: versionOf('@tensorflow/tfjs-core/package.json'),
  platform: `${process.platform}-${process.arch}`,
});
