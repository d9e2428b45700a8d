/** A thread that imports one data set and ends; ./import.ts starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { reportOf } from '../core/errors/error.ts';
import { buildDataset, type BuildRequest } from './build.ts';
import type { ImportMessage } from './import-message.ts';

const send = (message: ImportMessage) => parentPort?.postMessage(message);

try {
  const dataset = buildDataset(workerData as BuildRequest, (done, total) =>
    send({ kind: 'progress', done, total }),
  );
  send({ kind: 'imported', dataset });
} catch (error) {
  send({ kind: 'failed', report: reportOf(error) });
}
