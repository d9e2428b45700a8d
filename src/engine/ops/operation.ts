import type {
  GradFunc,
  KernelFunc,
  NamedAttrMap,
  NamedTensorMap,
  Tensor,
} from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** A training operation that engines may have a kernel of their own for, under its name. */
type Definition<Inputs, Attributes> = {
  name: string;
  /** The same from plain tfjs: what every other engine runs, and what kernels are tested against. */
  compose: (inputs: Inputs, attributes: Attributes) => Tensor[];
  /**
   * Gradients by the names of the inputs. `saved` are the inputs and the outputs that the definition
   * names. A gradient is asked for once, and for first inputs first; it may dispose the gradient that
   * came in and what was saved as soon as they are used up, so that their memory is taken again
   * while it is still in the caches.
   */
  gradient?: (
    dy: Tensor,
    saved: Tensor[],
    attributes: Attributes,
  ) => { [name in keyof Inputs]?: () => Tensor };
  saveInputs?: (keyof Inputs & string)[];
  /** One flag an output. */
  saveOutputs?: boolean[];
};

/** The function that runs an operation; its gradient, if it has one, is that of its first output. */
export function defineOperation<Inputs extends object, Attributes extends object>(
  definition: Definition<Inputs, Attributes>,
): (inputs: Inputs, attributes: Attributes) => Tensor[] {
  const { name, compose, gradient, saveInputs, saveOutputs } = definition;
  if (gradient) {
    tf.registerGradient({
      kernelName: name,
      ...(saveInputs ? { inputsToSave: saveInputs } : {}),
      ...(saveOutputs ? { outputsToSave: saveOutputs } : {}),
      gradFunc: ((dy: Tensor | Tensor[], saved: Tensor[], attributes: unknown) =>
        gradient(Array.isArray(dy) ? dy[0] : dy, saved, attributes as Attributes)) as GradFunc,
    });
  }
  const composition: KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => compose(inputs as Inputs, attrs as Attributes));
  return (inputs, attributes) => {
    const backendName = tf.getBackend();
    if (!tf.getKernel(name, backendName))
      tf.registerKernel({ kernelName: name, backendName, kernelFunc: composition });
    const outputs: Tensor | Tensor[] = tf
      .engine()
      .runKernel(name, { ...inputs } as NamedTensorMap, { ...attributes } as NamedAttrMap);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}
