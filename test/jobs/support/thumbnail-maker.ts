/** A process to be killed: makes the thumbnails of a project, and says how many there are after each batch. */
import { makeThumbnails } from '../../../src/jobs/thumbnails.ts';
import { openProject } from '../../../src/project/project.ts';

const project = await openProject(process.argv[2], { access: 'write', who: 'a test' });
const tell = async () => void process.send?.((await project.thumbnails(1)).done);
await makeThumbnails(project, 1, tell, new AbortController().signal);
await project.close();
process.disconnect();
