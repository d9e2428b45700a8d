/**
 * tfjs as Mikke uses it. In Node, importing tfjs-layers is what registers the gradients of the
 * core's operations; and tfjs greets on stderr unless it is told to be in production first.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

tf.enableProdMode();

export { tf };
