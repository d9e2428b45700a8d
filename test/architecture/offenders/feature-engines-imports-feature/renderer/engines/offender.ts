export { thing } from '../settings/theme.ts';
