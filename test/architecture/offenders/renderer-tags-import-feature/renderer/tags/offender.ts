export { thing } from '../runs/rows.ts';
