/** The colours of the theme for what is drawn on a canvas, which does not see custom properties. */
import { createSubscriber } from 'svelte/reactivity';
import { paletteOf, type Palette } from './paint.ts';

const themeChanges = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'class', 'style'] });
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', update);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', update);
  };
});

/** Read in an effect, it runs again when the theme changes. */
export function themePalette(): Palette {
  themeChanges();
  return paletteOf(getComputedStyle(document.documentElement));
}

/** The colour of a custom property; read in an effect, it follows the theme. */
export function tokenColour(property: string): string {
  themeChanges();
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
