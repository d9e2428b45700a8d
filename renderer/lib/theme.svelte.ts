/** Light or dark, as it is chosen or as the system says. */
import { MediaQuery } from 'svelte/reactivity';
import type { Settings } from '../../src/rpc/contract.ts';

const darkSystem = new MediaQuery('(prefers-color-scheme: dark)');

export const effectiveTheme = (theme: Settings['theme']): 'light' | 'dark' =>
  theme === 'system' ? (darkSystem.current ? 'dark' : 'light') : theme;
