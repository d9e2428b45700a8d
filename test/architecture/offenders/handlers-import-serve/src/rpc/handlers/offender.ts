export { thing } from '../../serve/server.ts';
