import type { ConvolutionLayer, ModelShape } from './model.ts';

/** Makes a model's convolutions one after the other; each knows the size that the last one left. */
export function convolutionBuilder({ imageHeight, imageWidth }: ModelShape) {
  let outHeight = imageHeight;
  let outWidth = imageWidth;
  return (
    name: string,
    inChannels: number,
    outChannels: number,
    { stride = 1, normalised = false },
  ): ConvolutionLayer => {
    outHeight = Math.ceil(outHeight / stride);
    outWidth = Math.ceil(outWidth / stride);
    return {
      ...{ name, filterSize: 3, inChannels, outChannels },
      ...{ stride, outHeight, outWidth, normalised },
    };
  };
}
