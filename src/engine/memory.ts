/** The engine has no room for another tensor. */
export class OutOfMemoryError extends Error {
  constructor(bytes: number, reason: string) {
    super(`out of memory: ${bytes} bytes for a tensor cannot be had, ${reason}`);
    this.name = 'OutOfMemoryError';
  }
}

/** Whether an engine failed because there was no memory left, whatever part of it said so. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof OutOfMemoryError) return true;
  // V8's words for an ArrayBuffer that cannot be had; the cpu engine's tensors are such.
  return error instanceof RangeError && /allocation failed|array length/i.test(error.message);
}
