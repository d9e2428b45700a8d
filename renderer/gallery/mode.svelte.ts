/** In which of its ways the gallery shows what is found; it stays while other views are shown. */
export const modes = [
  { value: 'grid', label: 'Grid' },
  { value: 'map', label: 'Map' },
  { value: 'confusion', label: 'Confusion' },
  { value: 'compare', label: 'Compare' },
] as const;
export type Mode = (typeof modes)[number]['value'];

class GalleryMode {
  current = $state<Mode>('grid');
}

export const mode = new GalleryMode();
