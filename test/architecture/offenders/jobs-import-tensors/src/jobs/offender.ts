import '@tensorflow/tfjs-core';
