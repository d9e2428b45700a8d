export { thing } from '../jobs/queue.ts';
