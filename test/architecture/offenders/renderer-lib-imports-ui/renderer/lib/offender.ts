export { thing } from '../ui/words.ts';
