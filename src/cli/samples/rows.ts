import { unpackFlags } from '../../core/ledger/bits.ts';
import type { Project } from '../../project/project.ts';

/** One epoch's facts, a row a sample; columns in the order in which they are exported. */
export type EpochRows = {
  epoch: number;
  size: number;
  label: Uint16Array;
  predicted: Uint8Array | Uint16Array;
  loss: Float32Array;
  confidence: Float32Array;
  correct: Uint8Array;
  hidden: Uint8Array;
  movedBack: Uint8Array;
};

export const columnNames = [
  'epoch',
  'sample',
  'label',
  'predicted',
  'loss',
  'confidence',
  'correct',
  'hidden',
  'movedBack',
] as const;

/** Every recorded epoch of the run, one at a time. */
export async function* epochRows(project: Project, id: number): AsyncGenerator<EpochRows> {
  const run = await project.run(id);
  const { trainCount: size } = await project.dataset(run.dataset);
  const label = (await project.labels(run.dataset)).subarray(0, size);
  for (const { epoch } of await project.epochs(id)) {
    const { loss, confidence, predicted, ...flags } = await project.columns(id, epoch);
    const correct = unpackFlags(flags.correct, size);
    const hidden = unpackFlags(flags.hidden, size);
    const movedBack = unpackFlags(flags.movedBack, size);
    yield { epoch, size, label, predicted, loss, confidence, correct, hidden, movedBack };
  }
}
