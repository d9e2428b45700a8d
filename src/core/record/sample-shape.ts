/** Height, width and channels of every sample of a data set. */
export type SampleShape = { height: number; width: number; channels: number };

export const pixelsOf = ({ height, width, channels }: SampleShape): number =>
  height * width * channels;
