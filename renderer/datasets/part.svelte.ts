/** Which part of the Data view is shown; it stays while other views are. */
export const shownPart = $state<{ name: 'datasets' | 'sql' }>({ name: 'datasets' });
