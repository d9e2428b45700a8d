/** Work that may wait, each piece in a task of its own, so that keys and clicks come in between. */
const waiting = new Map<object, () => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Does the work soon; of several for one owner only the last is done. */
export function soon(owner: object, work: () => void): void {
  waiting.set(owner, work);
  timer ??= setTimeout(next);
}

export function forget(owner: object): void {
  waiting.delete(owner);
}

function next(): void {
  timer = undefined;
  const first = waiting.entries().next();
  if (first.done === true) return;
  const [owner, work] = first.value;
  waiting.delete(owner);
  if (waiting.size > 0) timer = setTimeout(next);
  work();
}
