import { unpackFlags } from '../../core/ledger/bits.ts';
import type { Project } from '../../project/project.ts';
import type { Head, Rows } from './rows.ts';

/** What each epoch recorded of each training sample. */
export const epochHead: Head = [
  { name: 'epoch', type: 'int32' },
  { name: 'sample', type: 'int32' },
  { name: 'label', type: 'int32' },
  { name: 'predicted', type: 'int32' },
  { name: 'loss', type: 'float32' },
  { name: 'confidence', type: 'float32' },
  { name: 'correct', type: 'int32' },
  { name: 'hidden', type: 'int32' },
  { name: 'movedBack', type: 'int32' },
];

/** Every recorded epoch of the run, one at a time. */
export async function* epochRows(project: Project, id: number): AsyncGenerator<Rows> {
  const run = await project.run(id);
  const { trainCount: count } = await project.dataset(run.dataset);
  const labels = (await project.labels(run.dataset)).subarray(0, count);
  const samples = Int32Array.from({ length: count }, (_, sample) => sample);
  for (const { epoch } of await project.epochs(id)) {
    const { loss, confidence, predicted, ...flags } = await project.columns(id, epoch);
    const [correct, hidden, movedBack] = [flags.correct, flags.hidden, flags.movedBack].map(
      (bits) => unpackFlags(bits, count),
    );
    const epochs = new Int32Array(count).fill(epoch);
    yield {
      count,
      columns: [
        ...[epochs, samples, labels, predicted, loss, confidence, correct, hidden, movedBack],
      ],
    };
  }
}
