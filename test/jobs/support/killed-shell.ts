/** A shell that is killed as soon as its run is revised. */
import { revisedJob } from './revised-job.ts';

const [path, images] = process.argv.slice(2);
await revisedJob(path, images, 'shell at once');
