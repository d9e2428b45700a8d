export { shell } from 'electron';
