/**
 * Takes the pictures of the README, docs/pictures/*.png, from the sample project in a real Chromium.
 * `npm run pictures` replaces them.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../../src/cli/build.ts';
import { connectTo } from '../support/client.ts';
import { launchChromium } from '../support/browser.ts';
import { followLine, guideLines } from '../support/guide.ts';
import { serveApp } from '../support/serve.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));

const pictures = [
  { name: 'runs', theme: 'light', place: '#/runs?run=2&epoch=8', shows: 'Time by part' },
  {
    name: 'gallery',
    theme: 'dark',
    place: '#/gallery?run=2&epoch=8&sample=',
    shows: 'forgetting events',
  },
] as const;

await buildPage();
mkdirSync(FOLDER, { recursive: true });
const served = await serveApp();
const client = await connectTo(served.address);
const browser = await launchChromium();
try {
  const { path } = await client.call('project.openSample', {});
  // A sample with a story: the one that was forgotten most often and hidden later.
  const { timesHidden, forgetting } = await client.call('samples.aggregates', { run: 2 });
  const score = (sample: number) => (timesHidden[sample] > 1 ? forgetting[sample] : -1);
  const sample = [...timesHidden.keys()].sort((a, b) => score(b) - score(a))[0];
  for (const { name, theme, place, shows } of pictures) {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: theme,
    });
    const chosen = place.endsWith('=') ? `${place}${sample}` : place;
    const project = new URLSearchParams({ project: path }).toString();
    await page.goto(`${served.address}${chosen}&${project}`);
    await page.getByText(shows).first().waitFor();
    await page.waitForLoadState('networkidle');
    const file = join(FOLDER, `${name}.png`);
    await page.screenshot({ path: file });
    console.log(file);
    await page.close();
  }
  // The guide to the schedule editor, as somebody who follows it sees it.
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
  });
  await page.goto(served.address);
  for (const [i, line] of guideLines().entries()) {
    await followLine(page, line);
    if (![2, 6, 8].includes(i + 1)) continue;
    await page.mouse.move(0, 0);
    await page.waitForLoadState('networkidle');
    const file = join(FOLDER, `schedule-${i + 1}.png`);
    await page.screenshot({ path: file });
    console.log(file);
    if (i + 1 === 8) break;
  }
} finally {
  await browser.close();
  client.close();
  await served.close();
}
