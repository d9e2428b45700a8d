export { thing } from '../src/jobs/queue.ts';
