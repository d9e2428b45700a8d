/** The tokens' colours for what is drawn on a canvas, which cannot name them itself. */
import { createSubscriber } from 'svelte/reactivity';

const followTheme = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
});

/** The colour of a custom property in the theme that is shown; read in an effect, it follows the theme. */
export function tokenColour(property: string): string {
  followTheme();
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
