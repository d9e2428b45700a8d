/** What can be done in every view. */
import { views, type App } from '../lib/app.svelte.ts';
import type { Command } from '../lib/commands.svelte.ts';
import { frame } from './frame.svelte.ts';

export function appCommands(app: App): Command[] {
  const noEpochs = () =>
    app.run === null
      ? 'No run is selected.'
      : app.run.epochs.length === 0
        ? 'The run has no recorded epoch yet.'
        : null;
  const noProject = () => (app.project === null ? 'No project is open.' : null);
  const seek = (id: string, title: string, key: string, epoch: () => number): Command => ({
    id,
    title,
    keys: [key],
    disabled: noEpochs,
    run: () => app.seek(epoch()),
  });
  const theme = (name: 'system' | 'light' | 'dark', title: string): Command => ({
    id: `theme-${name}`,
    title,
    disabled: () => (app.theme === name ? 'It is the theme already.' : null),
    run: () => app.setTheme(name),
  });

  return [
    {
      id: 'commands',
      title: 'Search commands',
      keys: ['mod+k'],
      run: () => void (frame.commandsOpen = true),
    },
    {
      id: 'keys',
      title: 'Show all keys of the view',
      keys: ['?'],
      run: () => void (frame.keysOpen = true),
    },
    ...views.map(({ name, title }, i): Command => ({
      id: `view-${name}`,
      title: `Go to ${title}`,
      keys: [String(i + 1)],
      run: () => app.go(name),
    })),
    {
      id: 'play',
      title: 'Play or pause the epochs',
      keys: ['space'],
      disabled: noEpochs,
      run: () => app.togglePlaying(),
    },
    seek('previous-epoch', 'Previous epoch', 'left', () => app.epoch - 1),
    seek('next-epoch', 'Next epoch', 'right', () => app.epoch + 1),
    seek('first-epoch', 'First epoch', 'home', () => 0),
    seek('last-epoch', 'Last recorded epoch', 'end', () => app.lastEpoch),
    {
      id: 'inspector',
      title: 'Show or hide the inspector',
      keys: ['i'],
      disabled: noProject,
      run: () => void (app.inspectorOpen = !app.inspectorOpen),
    },
    theme('system', 'Theme: as the system'),
    theme('light', 'Theme: light'),
    theme('dark', 'Theme: dark'),
    { id: 'open-sample', title: 'Open the sample project', run: () => app.openSample() },
    {
      id: 'close-project',
      title: 'Close the project',
      disabled: noProject,
      run: () => app.closeProject(),
    },
  ];
}
