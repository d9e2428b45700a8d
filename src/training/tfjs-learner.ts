import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { SampleFacts } from '../core/ledger/ledger.ts';
import type { View } from '../core/view/resampling.ts';
import { mixImages } from '../engine/ops/mix-images.ts';
import { softmaxCrossEntropy, type Objective } from '../engine/ops/softmax-cross-entropy.ts';
import { movingAverages, sgdUpdate } from '../engine/ops/updates.ts';
import { tf } from '../engine/tf.ts';
import { evaluationLayers, trainingLayers } from '../model/layers.ts';
import { models, type ModelName } from '../model/registry.ts';
import { initialValues, sizeOf, statisticsOf, weightsOf } from '../model/weights.ts';
import { batchConfidence } from './batch-confidence.ts';
import type { Batch } from './data-source.ts';
import type { Network, StateArray, StepOptions } from './learner.ts';
import { featuresOf, lastLayerGradientOf, logitsOf, scoresOf } from './scores.ts';
import { objectiveOf } from './targets.ts';
import { createViewer } from './viewer.ts';

/** What running statistics keep of their value in a step. */
const STATISTICS_MOMENTUM = 0.9;

export type LearnerSettings = {
  model: ModelName;
  /** Channels of the first stage. */
  width: number;
  imageHeight: number;
  imageWidth: number;
  channels: number;
  classes: number;
  /** Keys the initial weights. */
  seed: number;
  momentum: number;
  nesterov: boolean;
  /** On every weight, batch normalisation's too, as PyTorch's SGD does it. */
  weightDecay: number;
  /** What the softmax of a reported confidence is over: the classes, or the batch; see batchConfidence. */
  confidenceAxis?: 'class' | 'batch';
};

/** What a batch normalisation saw in a step, and what corrects it for the number of positions. */
type Observed = { value: Tensor1D; factor: number };
type Seen = { pixels: Tensor4D; labels: Tensor1D };
type Mix = NonNullable<StepOptions['mix']>;
/** Logits are there where the confidence follows from them, and from the whole batch. */
type Facts = { loss: Tensor1D; confidence: Tensor1D; predicted: Tensor1D; logits?: Tensor2D };

/** A model with SGD on the engine that was prepared last. The mean loss of a batch is minimised. */
export function createLearner(settings: LearnerSettings): Network {
  const { imageHeight, imageWidth, channels } = settings;
  const model = models[settings.model](settings);
  const weightDescriptions = weightsOf(model);
  const statisticDescriptions = statisticsOf(model);

  let weights = weightDescriptions.map((weight, index) =>
    tf.tensor(initialValues(weight, settings.seed, index), weight.shape),
  );
  let velocities = weightDescriptions.map(({ shape }) => tf.zeros(shape));
  let statistics = statisticDescriptions.map((statistic, index) =>
    tf.tensor(initialValues(statistic, settings.seed, index), statistic.shape),
  );

  const weightsByName = (tensors: Tensor[]) =>
    new Map(weightDescriptions.map(({ name }, i) => [name, tensors[i]]));
  const statisticsByName = () =>
    new Map(statisticDescriptions.map(({ name }, i) => [name, statistics[i]]));

  const viewer = createViewer();

  /** A batch on the engine, as a view shows it. */
  function seen({ pixels, labels }: Batch, view: View | undefined): Seen {
    const images = tf.tensor4d(pixels, [labels.length, imageHeight, imageWidth, channels]);
    return { pixels: viewer.show(images, view), labels: tf.tensor1d(labels, 'int32') };
  }

  /** Collects what the batch normalisations of a forward pass see. */
  function observer() {
    const reported = new Map<string, Observed>();
    return {
      report(name: string, statistic: Tensor1D, positions: number): void {
        reported.set(name, {
          value: tf.keep(statistic),
          // Running variances are without bias, as PyTorch keeps them.
          factor: name.endsWith('.variance') ? positions / Math.max(1, positions - 1) : 1,
        });
      },
      /** The running statistics after the pass. What was collected is gone then. */
      nextStatistics(): Tensor[] {
        const observed = statisticDescriptions.map(({ name }) => reported.get(name) as Observed);
        const values = observed.map(({ value }) => value);
        const factors = observed.map(({ factor }) => factor);
        const next = movingAverages(statistics, values, factors, STATISTICS_MOMENTUM);
        tf.dispose(values);
        return next;
      },
    };
  }

  /** The mean loss, which a step minimises, and the facts of each sample. */
  function judge(logits: Tensor2D, labels: Tensor1D, objective?: Objective) {
    const { meanLoss, ...facts } = softmaxCrossEntropy(logits, labels, objective);
    const isOverBatch = settings.confidenceAxis === 'batch';
    return { meanLoss, facts: isOverBatch ? { ...facts, logits } : facts };
  }

  function objectiveTensors({ labels }: Batch, how: StepOptions): Objective | undefined {
    const objective = objectiveOf(labels, settings.classes, how);
    return objective
      ? {
          targets: tf.tensor2d(objective.targets, [labels.length, settings.classes]),
          weights: tf.tensor1d(objective.weights),
        }
      : undefined;
  }

  /** One step without its reading of results. Everything it returns is kept, everything else gone. */
  function update(batch: Batch, learningRate: number, how: StepOptions) {
    const objective = objectiveTensors(batch, how);
    const { pixels, labels } = seen(batch, how.view);
    const mixed = how.mix ? mixedPixels(pixels, how.mix) : pixels;
    const observed = observer();
    let facts: Facts | undefined;
    // Results of the forward pass other than its value are disposed unless kept by hand.
    const { value, grads } = tf.valueAndGrads((...tensors: Tensor[]) => {
      const layers = trainingLayers(weightsByName(tensors), observed.report);
      const result = judge(model.forward(mixed, layers), labels, objective);
      facts = result.facts;
      for (const tensor of Object.values(facts)) tf.keep(tensor);
      return result.meanLoss;
    })(weights);
    const next = {
      ...sgdUpdate(weights, grads, velocities, learningRate, settings),
      statistics: observed.nextStatistics(),
    };
    value.dispose();
    return { facts: facts as Facts, ...next };
  }

  /** Filters with their normalisation in them, until weights or statistics change. */
  const folded: Parameters<typeof evaluationLayers>[2] = new Map();
  function unfold(): void {
    tf.dispose([...folded.values()]);
    folded.clear();
  }

  function replaceState(next: {
    weights: Tensor[];
    velocities: Tensor[];
    statistics: Tensor[];
  }): void {
    tf.dispose([weights, velocities, statistics]);
    unfold();
    ({ weights, velocities, statistics } = next);
  }

  const evaluated = () => ({
    model,
    weights,
    named: weightsByName,
    statistics: statisticsByName(),
    layers: evaluationLayers(weightsByName(weights), statisticsByName(), folded),
    tensorsOf: (batch: Batch) => seen(batch, undefined),
  });

  function evaluate(batch: Batch, view: View | undefined): Facts {
    const { pixels, labels } = seen(batch, view);
    return judge(model.forward(pixels, evaluated().layers), labels).facts;
  }

  /** The facts by the batch's own statistics, and the running ones after it. */
  function observe(batch: Batch, view: View | undefined) {
    const { pixels, labels } = seen(batch, view);
    const observed = observer();
    const layers = trainingLayers(weightsByName(weights), observed.report);
    const { facts } = judge(model.forward(pixels, layers), labels);
    return { facts, statistics: observed.nextStatistics() };
  }

  const describedState = () => [
    ...weightDescriptions.map((weight, i) => ({ ...weight, tensor: weights[i] })),
    ...statisticDescriptions.map((statistic, i) => ({ ...statistic, tensor: statistics[i] })),
    ...weightDescriptions.map((weight, i) => ({
      ...weight,
      name: `${weight.name}.velocity`,
      tensor: velocities[i],
    })),
  ];

  return {
    async step(batch, learningRate, how = {}) {
      const { facts, ...next } = tf.tidy(() => update(batch, learningRate, how));
      replaceState(next);
      return read(facts);
    },

    async forward(batch, { view, mode = 'evaluate' } = {}) {
      if (mode === 'evaluate') return read(tf.tidy(() => evaluate(batch, view)));
      const observed = tf.tidy(() => observe(batch, view));
      tf.dispose(statistics);
      unfold();
      ({ statistics } = observed);
      return read(observed.facts);
    },

    scores: (batch, kind) => scoresOf(evaluated(), batch, kind),
    lastLayerGradient: (batch) => lastLayerGradientOf(evaluated(), batch),
    features: (batch) => featuresOf(evaluated(), batch),
    logits: (batch) => logitsOf(evaluated(), batch),

    async state() {
      const arrays: StateArray[] = [];
      for (const { name, shape, tensor } of describedState()) {
        // A copy, because the cpu engine gives away its own array.
        arrays.push({ name, shape, values: Float32Array.from(await tensor.data()) });
      }
      return arrays;
    },

    restore(given) {
      const expected = describedState();
      const slots = expected.slice(-velocities.length);
      const state =
        given.length === expected.length - slots.length
          ? [
              ...given,
              ...slots.map((slot) => ({ ...slot, values: new Float32Array(sizeOf(slot)) })),
            ]
          : given;
      if (state.length !== expected.length)
        throw new Error(`The state has ${state.length} arrays, the model ${expected.length}.`);
      expected.forEach((description, i) => {
        const { name, shape, values } = state[i];
        const fits =
          name === description.name &&
          shape.length === description.shape.length &&
          shape.every((length, axis) => length === description.shape[axis]) &&
          values.length === sizeOf(description);
        if (!fits)
          throw new Error(
            `The state has "${name}" [${shape.join(', ')}] where the model has "${description.name}" [${description.shape.join(', ')}].`,
          );
      });
      const tensors = state.map(({ values, shape }) => tf.tensor(values.slice(), shape));
      replaceState({
        weights: tensors.slice(0, weights.length),
        statistics: tensors.slice(weights.length, -velocities.length),
        velocities: tensors.slice(-velocities.length),
      });
    },

    dispose() {
      unfold();
      viewer.dispose();
      tf.dispose([weights, velocities, statistics]);
    },
  };
}

const mixedPixels = (pixels: Tensor4D, { partner, share, box }: Mix) =>
  mixImages(pixels, tf.tensor1d(partner, 'int32'), share, box);

async function read(tensors: Facts): Promise<SampleFacts> {
  const { loss, confidence, predicted, logits } = tensors;
  const facts: SampleFacts = {
    loss: (await loss.data()) as Float32Array,
    confidence: logits
      ? batchConfidence((await logits.data()) as Float32Array, logits.shape[1])
      : ((await confidence.data()) as Float32Array),
    predicted: (await predicted.data()) as Int32Array,
  };
  tf.dispose(Object.values(tensors));
  return facts;
}
