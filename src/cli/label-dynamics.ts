/** Labels ranked by how a run's network took them while it learned, which costs nothing more. */
import { MikkeError } from '../core/errors/error.ts';
import type { Project } from '../project/project.ts';
import { printJson, printResult } from './output.ts';
import { reading } from './reading.ts';
import { counted, figure, table, whole } from './words.ts';

/** @throws run-missing, epoch-missing where nothing is recorded yet */
export async function printDynamics(
  path: string,
  run: number,
  count: number,
  asJson = false,
): Promise<void> {
  const found = await reading(path, (project) => ranked(project, run, count));
  if (asJson) return printJson({ run, from: 'training dynamics', ...found });
  await printResult(
    `From training dynamics of run ${run} over ${counted(found.epochs, 'epoch')}. ` +
      `Of ${whole(found.judged)} samples, ${whole(found.doubted)} had another class above their label on average.\n` +
      `Ranked by margin: the mean over the epochs of the probability of the label less the largest one of another class (as Pleiss et al. 2020, arXiv 2001.10528, by probabilities in the place of logits).\n\n` +
      table(
        ['sample', 'label', 'predicted last', 'margin'],
        found.samples.map(({ sample, label, predicted, margin }) => [
          ...[String(sample), label, predicted],
          figure(margin),
        ]),
      ),
  );
}

async function ranked(project: Project, run: number, count: number) {
  const { dataset } = await project.run(run);
  const epochs = (await project.epochs(run)).length;
  if (epochs === 0) throw new MikkeError('epoch-missing', { run, epoch: 0, epochs });
  const { classNames } = await project.dataset(dataset);
  const labels = await project.labels(dataset);
  const margins = await project.runColumn(run, 'margin');
  const { predicted } = await project.columns(run, epochs - 1);
  const order = Uint32Array.from(margins.keys()).sort((a, b) => margins[a] - margins[b] || a - b);
  return {
    epochs,
    judged: order.length,
    doubted: margins.filter((margin) => margin < 0).length,
    samples: Array.from(order.subarray(0, count), (sample) => ({
      sample,
      label: classNames[labels[sample]],
      predicted: classNames[predicted[sample]],
      margin: margins[sample],
    })),
  };
}
