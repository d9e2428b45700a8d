export { thing } from '../gallery/tiles.ts';
