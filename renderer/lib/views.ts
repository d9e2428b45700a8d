/** The views in the order of the rail and of their keys. */
export const views = [
  { name: 'runs', title: 'Runs' },
  { name: 'schedule', title: 'Schedule' },
  { name: 'gallery', title: 'Gallery' },
  { name: 'compare', title: 'Compare' },
  { name: 'data', title: 'Data' },
  { name: 'engines', title: 'Engines' },
  { name: 'settings', title: 'Settings' },
] as const;
export type ViewName = (typeof views)[number]['name'];
