/** The one way in which every shell starts a trainer process and talks with it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventSchema, type Command, type TrainerEvent } from './protocol.ts';

const ENTRY = fileURLToPath(new URL('./trainer.ts', import.meta.url));
/** What a trainer says last. */
const LAST: readonly TrainerEvent['type'][] = [
  ...(['finished', 'stopped', 'failed', 'calibrated', 'surveyed', 'extracted', 'judged'] as const),
];
/** How much of what a dying trainer printed is kept to say why. */
const LAST_WORDS_CHARACTERS = 2_000;

/** How a trainer ended without a word of its own, as a clause. */
export type Loss = { how: string };

export type Trainer = {
  pid: number;
  send(command: Command): void;
  kill(): void;
};

/**
 * Starts a trainer. `onEvent` hears what it says, in order; `onLost` hears, at most once and last,
 * that it ended before it said that it was done.
 * @param node path of a Node 24 binary
 */
export function spawnTrainer(
  onEvent: (event: TrainerEvent) => void,
  onLost: (loss: Loss) => void,
  node: string = process.execPath,
): Trainer {
  // "advanced" is structured clone: typed arrays arrive as typed arrays.
  const child = fork(ENTRY, [], {
    execPath: node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  let done = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS);
  });
  const lost = (how: string) => {
    if (done) return;
    done = true;
    child.kill('SIGKILL');
    onLost({ how });
  };
  child.on('message', (message) => {
    if (done) return;
    const parsed = eventSchema.safeParse(message);
    if (!parsed.success) return lost(`it said something that is not in the protocol`);
    const event = parsed.data;
    done = LAST.includes(event.type);
    onEvent(event);
  });
  child.on('error', (error) => lost(error.message));
  child.on('close', (status, signal) => lost(ending(status, signal, lastWords)));
  return {
    pid: child.pid ?? 0,
    send: (command) => child.connected && child.send(command),
    kill: () => {
      done = true;
      child.kill('SIGKILL');
    },
  };
}

function ending(status: number | null, signal: string | null, lastWords: string): string {
  const outOfHeap = /heap out of memory|Allocation failed/.test(lastWords);
  const how = signal === null ? `exit status ${status}` : `signal ${signal}`;
  // Node ends with its version; what went wrong stands in a line of its own before the stack.
  const lines = lastWords.trim().split('\n');
  const last = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
  return outOfHeap ? `${how}: its memory ran out` : last === '' ? how : `${how}: ${last}`;
}
