export { thing } from './handlers/shell.ts';
