export { thing } from '../../src/rpc/handlers/shell.ts';
