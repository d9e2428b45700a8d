/** A data source and a learner without tensors, so that the loop can be tested by arithmetic. */
import { newLedger, type SampleFacts } from '../../src/core/ledger/ledger.ts';
import { fullSchedule, parseRecipe } from '../../src/core/recipe/recipe.ts';
import type { EpochColumns, EpochRecord } from '../../src/core/record/run.ts';
import type { Revision } from '../../src/core/schedule/revision.ts';
import type { Augmentation } from '../../src/core/view/augmentation.ts';
import type { Batch, DataSource, Split } from '../../src/training/data-source.ts';
import type { ForwardOptions, Network, StepOptions } from '../../src/training/learner.ts';
import type { Run } from '../../src/training/run.ts';

const CLASSES = 4;

/** `count` samples of one pixel, whose value is the sample's number; `asked` keeps what was asked for. */
export function fakeData(count: number, testCount = 8) {
  const label = (sample: number) => sample % CLASSES;
  const asked: { split: Split; augmentation: Augmentation | null }[] = [];
  const source: DataSource = {
    height: 1,
    width: 1,
    channels: 1,
    classes: CLASSES,
    count: { train: count, test: testCount },
    trainLabels: Uint16Array.from({ length: count }, (_, i) => label(i)),
    async *batches(split, order, batchSize, augmentation = null) {
      asked.push({ split, augmentation });
      for (let start = 0; start < order.length; start += batchSize) {
        const samples = order.slice(start, start + batchSize);
        yield {
          samples,
          pixels: Float32Array.from(samples),
          labels: Int32Array.from(samples, label),
        };
      }
    },
  };
  return { ...source, asked };
}

/** Learns nothing: a sample's facts follow from its pixel, and `steps` keeps what it was asked to do. */
export function fakeLearner(facts: (sample: number, step: number) => Partial<Fact> = () => ({})) {
  const steps: { samples: number[]; learningRate: number; how: StepOptions }[] = [];
  const forwarded: { samples: number[]; how: ForwardOptions }[] = [];
  let disposed = 0;
  const factsOf = (batch: Batch): SampleFacts => {
    const all = Array.from(batch.pixels, (sample): Fact => {
      const right = { loss: 1 / (1 + sample), confidence: 0.9, predicted: sample % CLASSES };
      return { ...right, ...facts(sample, steps.length) };
    });
    return {
      loss: Float32Array.from(all, ({ loss }) => loss),
      confidence: Float32Array.from(all, ({ confidence }) => confidence),
      predicted: Int32Array.from(all, ({ predicted }) => predicted),
    };
  };
  const learner: Network = {
    step: (batch, learningRate, how = {}) => {
      steps.push({ samples: [...batch.samples], learningRate, how });
      return Promise.resolve(factsOf(batch));
    },
    forward: (batch, how = {}) => {
      forwarded.push({ samples: [...batch.samples], how });
      return Promise.resolve(factsOf(batch));
    },
    // As a sample's number, so that it can be told what became of it.
    scores: (batch) => Promise.resolve(Float32Array.from(batch.samples)),
    lastLayerGradient: (batch) => Promise.resolve(Float32Array.of(batch.samples[0], 1)),
    // Two features a sample, from its number.
    features: (batch) =>
      Promise.resolve(Float32Array.from([...batch.samples].flatMap((sample) => [sample, 1]))),
    logits: (batch) => {
      const rows = [...batch.labels].map((label) =>
        Array.from({ length: CLASSES }, (_, c) => (c === label ? 2 : 0)),
      );
      return Promise.resolve(Float32Array.from(rows.flat()));
    },
    state: () => Promise.resolve([]),
    restore: () => undefined,
    dispose: () => {
      disposed++;
    },
  };
  return { learner, steps, forwarded, disposals: () => disposed };
}
type Fact = { loss: number; confidence: number; predicted: number };

/** A run over fake parts, with all that it recorded; it hears of a revision before that one's epoch. */
export function fakeRun(
  settings: Record<string, unknown>,
  parts: Partial<Run> = {},
  revisions: readonly Revision[] = [],
) {
  const recipe = parseRecipe({ batch: 4, epochs: 3, ...settings });
  const data = parts.data ?? fakeData(20);
  const records: EpochRecord[] = [];
  const columns: EpochColumns[] = [];
  const events: string[] = [];
  let seconds = 0;
  const run: Run = {
    recipe,
    schedule: fullSchedule(recipe),
    revisions: [],
    firstEpoch: 0,
    ledger: newLedger(data.count.train, CLASSES),
    data,
    prelude: null,
    learner: fakeLearner().learner,
    newLearner: () => fakeLearner().learner,
    record: (record, facts) => {
      records.push(record);
      columns.push(structuredClone(facts));
      events.push(`record ${record.epoch}`);
      return Promise.resolve(revisions.filter(({ epoch }) => epoch <= record.epoch + 1));
    },
    checkpoint: (epoch) => {
      events.push(`checkpoint ${epoch}`);
      return Promise.resolve();
    },
    progress: () => undefined,
    now: () => (seconds += 1),
    stopRequested: () => false,
    ...parts,
  };
  return { run, records, columns, events };
}
