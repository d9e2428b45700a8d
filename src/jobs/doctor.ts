import { availableParallelism, cpus, totalmem } from 'node:os';
import { askTrainer } from './ask-trainer.ts';
import { versions } from './versions.ts';

/** What this machine has, and what every engine says of itself in a trainer process. */
export async function examine(dataFolder: string, node?: string) {
  const { engines, chosen } = await askTrainer({ type: 'survey' }, 'surveyed', node);
  return {
    versions: versions(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    dataFolder,
    engines,
    chosen,
  };
}
