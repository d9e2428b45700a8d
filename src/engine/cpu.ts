import '@tensorflow/tfjs-backend-cpu';
import type { Engine } from './definition.ts';
import { tf } from './tf.ts';

/** The reference: plain JavaScript, against which every other engine is checked. */
export const cpu: Engine = {
  name: 'cpu',
  description: 'Plain JavaScript: slow, correct, and the reference for the others.',
  async prepare() {
    await tf.setBackend('cpu');
  },
};
