/** The thread that owns a project's connections, so that whoever asks never waits for a query. */
import { parentPort, workerData } from 'node:worker_threads';
import { reportOf } from '../core/errors/error.ts';
import { callsOf } from './calls.ts';
import { failureOf } from './failure.ts';
import { openAt, type OpenRequest } from './open.ts';
import type { Opened, Reply, Request } from './protocol.ts';

if (parentPort === null) throw new Error('This file is started as a worker thread.');
const port = parentPort;
const request = workerData as OpenRequest;

const answer = (reply: Reply, result?: unknown) => port.postMessage(reply, buffersOf(result));
const reportFailure = (id: number, thrown: unknown) =>
  answer({ id, error: reportOf(failureOf(request.path, thrown)) });

try {
  const project = await openAt(request);
  let opened: ReturnType<typeof callsOf>;
  try {
    opened = callsOf(project);
  } catch (error) {
    project.close();
    throw error;
  }
  port.on('message', ({ id, call, arguments: given }: Request) => {
    try {
      if (call === 'close') {
        opened.close();
        answer({ id, result: undefined });
        port.close();
        return;
      }
      const result = (opened.calls[call] as (...values: unknown[]) => unknown)(...given);
      if (result instanceof Promise) void later(id, result);
      else answer({ id, result }, result);
    } catch (error) {
      reportFailure(id, error);
    }
  });
  const { access, writer } = project;
  answer({ id: 0, result: { access, writer } satisfies Opened });
} catch (error) {
  reportFailure(0, error);
}

async function later(id: number, promised: Promise<unknown>): Promise<void> {
  try {
    const result = await promised;
    answer({ id, result }, result);
  } catch (error) {
    reportFailure(id, error);
  }
}

/** The memory of a result's arrays, which is handed over and not copied: results are never kept here. */
function buffersOf(result: unknown): ArrayBuffer[] {
  if (typeof result !== 'object' || result === null) return [];
  const values = ArrayBuffer.isView(result) ? [result] : Object.values(result);
  return values
    .filter((value) => ArrayBuffer.isView(value))
    .map(({ buffer }) => buffer as ArrayBuffer);
}
