/**
 * How long a frame takes while a keyframe is dragged among ten thousand, in real Chromium: from the
 * move of the pointer to the end of layout and paint, which is when the page is free again. `--json`
 * prints the figures as JSON. Ends with status 1 where a frame of the drag of one keyframe is too slow.
 */
import { cpus } from 'node:os';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { buildPage } from '../../../src/cli/build.ts';
import { parseRecipe } from '../../../src/core/recipe/recipe.ts';
import { trackNames, tracks } from '../../../src/core/schedule/schedule.ts';
import { launchChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { serveApp } from '../../support/serve.ts';

const MEDIAN_LIMIT_MS = 12;
const LONGEST_LIMIT_MS = 33;
/** As many as 20 tracks of 500 keyframes; a schedule has seven tracks. */
const KEYFRAMES_A_TRACK = 1429;
const MOVES = 400;

const wave = (i: number) => (1 + Math.sin(i / 40)) / 2;
const most: Partial<Record<string, number>> = { learningRate: 0.1, batchSize: 256, mixup: 1 };
const recipe = parseRecipe({
  epochs: 1500,
  policy: 'kakurenbo',
  dataset: 'mnist',
  augment: 'randaugment',
  mixup: 0.1,
  schedule: {
    version: 1,
    clock: 'epoch',
    tracks: Object.fromEntries(
      trackNames.map((name) => [
        name,
        Array.from({ length: KEYFRAMES_A_TRACK }, (_, i) => ({
          at: i,
          value: Math.max(tracks[name].min, wave(i) * 0.8 * (most[name] ?? tracks[name].max)),
          easing: (['hold', 'linear', 'cosine', 'smooth'] as const)[i % 4],
        })),
      ]),
    ),
  },
});

/** Milliseconds of each frame while the keyframes are dragged up and down, a step a frame. */
async function framesOfDrag(page: Page, index: number, goesTo: 'value' | 'time') {
  const keyframe = page
    .getByRole('group', { name: 'hide fraction' })
    .locator(`[data-index="${index}"]`);
  const box = await keyframe.boundingBox();
  if (box === null) throw new Error('The keyframe cannot be seen.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  // The one on top of those that stand there.
  const grabbed = page.locator(':focus');
  const stood = () => grabbed.evaluate((element) => element.ariaLabel + element.ariaValueText!);
  const before = await stood();
  const frames = z.array(z.number()).parse(
    await keyframe.evaluate(
      async (element, { x, y, moves, upright }) => {
        const took: number[] = [];
        for (let i = 0; i < moves; i++) {
          await new Promise<number>(requestAnimationFrame);
          const start = performance.now();
          const by = 9 * (1 + Math.sin(i / 8));
          element.dispatchEvent(
            new PointerEvent('pointermove', {
              ...{ bubbles: true, pointerId: 1, buttons: 1 },
              ...{ clientX: upright ? x : x + by, clientY: upright ? y + by : y },
            }),
          );
          // A message is the next task: it comes when the frame has been laid out and painted.
          const { port1, port2 } = new MessageChannel();
          const painted = new Promise((resolve) => (port1.onmessage = resolve));
          port2.postMessage(null);
          await painted;
          took.push(performance.now() - start);
        }
        return took;
      },
      { x, y, moves: MOVES, upright: goesTo === 'value' },
    ),
  );
  if (goesTo === 'value' && (await stood()) === before) {
    throw new Error('The keyframe did not follow the pointer.');
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
  if ((await stood()) !== before) throw new Error('Escape did not take the drag back.');
  return frames.sort((a, b) => a - b);
}

await buildPage();
const served = await serveApp();
const client = await connectTo(served.address);
const browser = await launchChromium();
try {
  const { path } = await client.call('project.openSample', {});
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(
    (made) => window.sessionStorage.setItem('mikke.draft', made),
    JSON.stringify({ project: path, recipe, template: null }),
  );
  const project = new URLSearchParams({ project: path }).toString();
  await page.goto(`${served.address}#/schedule?run=2&${project}`);
  await page.getByText('Forecast').first().waitFor();
  const keyframes = page.locator('[data-index]');
  await page.waitForFunction(
    (count) => document.querySelectorAll('[data-index]').length === count,
    KEYFRAMES_A_TRACK * trackNames.length,
  );
  const results = {
    keyframes: await keyframes.count(),
    // One keyframe in value; then, with ripple, all the later ones of its track in time.
    one: await framesOfDrag(page, 700, 'value'),
    ripple: await page.keyboard.press('r').then(() => framesOfDrag(page, 700, 'time')),
  };
  const figures = (sorted: readonly number[]) => ({
    median: sorted[sorted.length >> 1],
    '99th percentile': sorted[Math.floor(sorted.length * 0.99)],
    longest: sorted[sorted.length - 1],
  });
  const report = {
    machine: `${cpus().length} cores of ${cpus()[0].model}`,
    keyframes: results.keyframes,
    'one keyframe, ms a frame': figures(results.one),
    'a rippled half of the track, ms a frame': figures(results.ripple),
  };
  if (process.argv.includes('--json')) console.log(JSON.stringify(report, null, 2));
  else console.log(report);
  const { median, longest } = figures(results.one);
  const slow = median > MEDIAN_LIMIT_MS || longest > LONGEST_LIMIT_MS;
  if (slow) {
    console.error(
      `A frame takes more than ${MEDIAN_LIMIT_MS} ms, or the longest more than ${LONGEST_LIMIT_MS} ms.`,
    );
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  client.close();
  await served.close();
}
