export { thing } from '../sample/history.ts';
