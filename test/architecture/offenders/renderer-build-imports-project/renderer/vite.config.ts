export { thing } from '../src/project/project.ts';
