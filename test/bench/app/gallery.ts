/**
 * The gallery over 1,281,167 samples, 1,000 classes, 90 epochs and 3 runs, in real Chromium: the first
 * tiles, any filter and sort, scrubbing, scrolling, memory and disk. Every answer is checked as it
 * goes. `--project PATH` says where the project is kept, which is built where it is not there; `--json`
 * prints the figures as JSON. Ends with status 1 where a target is missed.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { buildPage } from '../../../src/cli/build.ts';
import type { SortField } from '../../../src/core/query/field.ts';
import type { Filter, Query } from '../../../src/core/query/query.ts';
import { launchChromium } from '../../support/browser.ts';
import { connectTo } from '../../support/client.ts';
import { serveApp } from '../../support/serve.ts';
import { EPOCHS, SAMPLES } from '../imagenet.ts';
import { buildProject, RUNS } from './imagenet-project.ts';

const FRAMES = 120;
const READ_AHEAD_MS = 3000;
/** Between two steps of the time cursor by somebody who looks at what each shows. */
const LOOK_MS = 250;

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
};
const path = option('--project') ?? join(tmpdir(), 'mikke-gallery-bench.mikke');
const json = process.argv.includes('--json');

type Figure = { what: string; unit: string; value: number; atMost?: number };
const figures: Figure[] = [];
const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
const median = (values: readonly number[]) => quantile(values, 0.5);
const add = (what: string, unit: string, value: number, atMost?: number) => {
  figures.push({ what, unit, value, ...(atMost === undefined ? {} : { atMost }) });
  const against =
    atMost === undefined ? '' : `  at most ${atMost}${value <= atMost ? '' : '  MISSED'}`;
  if (!json) console.log(`${what.padEnd(46)} ${value.toFixed(1).padStart(8)} ${unit}${against}`);
};

async function timed<T>(into: number[], body: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await body();
  into.push(performance.now() - start);
  return result;
}

/** Mebibytes of memory that are a process's own, with its share of what it shares. */
function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024;
}
const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
const processes = () => readdirSync('/proc').map(Number).filter(Number.isInteger);
const rendererMemory = () =>
  Math.max(
    ...processes()
      .filter((pid) => commandOf(pid).includes('--type=renderer'))
      .map(memoryOf),
  );

/** Runs in the page: says when somebody last did something, and when all that is then to be seen is drawn. */
function watchGrid(): void {
  const w = window as unknown as { acted: number; settled: () => Promise<number> };
  const act = () => (w.acted = performance.now());
  for (const type of ['pointerup', 'keydown']) window.addEventListener(type, act, true);
  w.acted = 0;
  w.settled = () =>
    new Promise((resolve, reject) => {
      let frames = 0;
      setTimeout(() => reject(new Error('The grid is never whole.')), 10_000);
      const look = () => {
        const grid = document.querySelector('[role=grid][aria-label=Gallery]');
        // Two frames at least: an effect must have had its turn to say that it is busy.
        if (++frames > 2 && grid?.getAttribute('aria-busy') === 'false') {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - w.acted);
          port2.postMessage(null);
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
}
const settled = async (page: Page): Promise<number> =>
  z
    .number()
    .parse(await page.evaluate(() => (window as unknown as { settled(): unknown }).settled()));

/** Milliseconds of each frame while the grid is scrolled by so many pixels a frame. */
const framesOfScroll = async (page: Page, pixels: number, frames: number) =>
  z.array(z.number()).parse(
    await page.locator('.scroller').evaluate(
      async (scroller, { pixels, frames }) => {
        scroller.scrollTop = 0;
        const took: number[] = [];
        for (let i = 0; i < frames; i++) {
          await new Promise<number>(requestAnimationFrame);
          const start = performance.now();
          scroller.scrollTop += pixels;
          const { port1, port2 } = new MessageChannel();
          const painted = new Promise((resolve) => (port1.onmessage = resolve));
          port2.postMessage(null);
          await painted;
          took.push(performance.now() - start);
        }
        if (scroller.scrollTop < (pixels * frames) / 2) throw new Error('It did not scroll.');
        return took;
      },
      { pixels, frames },
    ),
  );

const recorded = await buildProject(path, (what) => void (json || console.log(what)));
if (recorded !== null) add('recording an epoch', 'ms', median(recorded), 150);

await buildPage();
const served = await serveApp();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(10_000);
  await page.addInitScript(watchGrid);
  const place = (epoch: number) =>
    `#/gallery?${new URLSearchParams({ project: path, run: '1', epoch: String(epoch) }).toString()}`;
  await page.goto(`${served.address}${place(45)}`);
  add('project open to first tiles', 'ms', await settled(page), 1000);

  const client = await connectTo(served.address);
  await client.call('project.open', { path, create: false });
  // What is kept of a run over its epochs is read ahead in the first seconds.
  await page.waitForTimeout(READ_AHEAD_MS);
  const moment = { run: 1, epoch: 45 };
  const filters: Filter[] = [
    { all: [] },
    { field: 'state', in: ['hidden'] },
    { not: { field: 'class', in: [1, 2, 3] } },
    {
      all: [
        { field: 'loss', min: 0.01, max: 1 },
        { field: 'forgetting', min: 2, max: null },
      ],
    },
    {
      field: 'area',
      map: 'cartography',
      corners: [
        [0.1, 0.2],
        [0.9, 0.3],
        [0.6, 0.9],
      ],
    },
    {
      all: [
        { field: 'state', in: ['hidden'] },
        { not: { field: 'state', in: ['hidden'], at: { run: 2, epoch: 45 } } },
      ],
    },
  ];
  const sorts: SortField[] = [
    ...(['sample', 'loss', 'confidence', 'timesHidden', 'firstHidden', 'lastHidden'] as const),
    ...(['forgetting', 'meanLoss', 'labelProbability', 'variability', 'margin'] as const),
    ...(['class', 'predicted', 'state', 'outcome'] as const),
  ];
  const first: number[] = [];
  const warm: number[] = [];
  for (const [i, by] of sorts.entries()) {
    for (const [j, filter] of filters.entries()) {
      const query: Query = {
        ...{ dataset: 1, moment, filter },
        sort: { by, descending: (i + j) % 2 === 0 },
      };
      const ask = async () => {
        const { count } = await client.call('samples.find', { query });
        const { samples } = await client.call('samples.window', {
          ...{ query, start: 0, end: 512, shown: null },
        });
        assert.equal(samples.length, Math.min(512, count));
        return count;
      };
      // What no query has asked for before is read from the file first.
      const cold = j === 0;
      const times = cold ? first : warm;
      const count = await timed(times, ask);
      if (!json && times.at(-1)! > 100)
        console.log(`  ${times.at(-1)!.toFixed(1)} ms: by ${by}, ${JSON.stringify(filter)}`);
      assert(j !== 0 || count === SAMPLES);
    }
  }
  add('filter and sort in the shell, median', 'ms', median(warm));
  add('filter and sort in the shell, longest', 'ms', Math.max(...warm), 100);
  add('a sort that was never asked for, longest', 'ms', Math.max(...first), 100);

  const history: number[] = [];
  for (const sample of [0, 16_384, 640_583, SAMPLES - 1]) {
    for (let time = 0; time < 5; time++) {
      const { epochs } = await timed(history, () =>
        client.call('samples.history', { run: 1, sample }),
      );
      assert.equal(epochs.length, EPOCHS);
    }
  }
  add("one sample's history", 'ms', median(history), 20);

  const resorted: number[] = [];
  const order = page.getByRole('combobox', { name: 'Sort by' });
  for (const by of ['loss', 'confidence', 'times hidden', 'margin', 'class']) {
    await order.click();
    await page.getByRole('option', { name: by, exact: true }).click();
    resorted.push(await settled(page));
  }
  add('another sort to the screen, median', 'ms', median(resorted));
  add('another sort to the screen, longest', 'ms', Math.max(...resorted), 200);
  const filtered: number[] = [];
  for (const name of [/^hidden:/, /^trained:/, /^right:/]) {
    await page.getByRole('region', { name: 'Facets' }).getByRole('button', { name }).click();
    filtered.push(await settled(page));
  }
  add('another filter to the screen, longest', 'ms', Math.max(...filtered), 200);

  const cursor = page.getByRole('slider', { name: 'Epoch', exact: true });
  // Epochs that nobody has been at yet, forwards and then back.
  for (const [how, from, pause] of [
    ['scrubbing one epoch to the screen', 50, LOOK_MS],
    ['scrubbing without a pause, one epoch', 5, 0],
  ] as const) {
    await cursor.fill(String(from));
    await settled(page);
    await cursor.focus();
    const scrubbed: number[] = [];
    for (const key of [
      ...Array<string>(20).fill('ArrowRight'),
      ...Array<string>(10).fill('ArrowLeft'),
    ]) {
      await page.waitForTimeout(pause);
      await page.keyboard.press(key);
      scrubbed.push(await settled(page));
    }
    add(`${how}, median`, 'ms', median(scrubbed));
    add(`${how}, longest`, 'ms', Math.max(...scrubbed), pause === 0 ? undefined : 100);
  }

  for (const side of [24, 96, 256]) {
    await page.getByRole('slider', { name: 'Tile size' }).fill(String(side));
    await settled(page);
    for (const [how, pixels] of [
      ['slowly', 12],
      ['fast', 400],
      ['far', 4000],
    ] as const) {
      const took = await framesOfScroll(page, pixels, FRAMES);
      add(`scrolling ${how}, ${side} px, median`, 'ms', median(took), 12);
      add(`scrolling ${how}, ${side} px, longest`, 'ms', Math.max(...took), 33);
      await settled(page);
    }
  }
  add('memory of the renderer', 'MiB', rendererMemory(), 400);
  const shell = processes().find((pid) => commandOf(pid).includes('\0serve\0'));
  if (shell !== undefined) add('memory of the shell', 'MiB', memoryOf(shell), 1024);
  client.close();
} finally {
  await browser.close();
  await served.close();
}

if (json) {
  const machine = `${cpus().length} cores of ${cpus()[0].model}`;
  console.log(JSON.stringify({ machine, samples: SAMPLES, epochs: EPOCHS, runs: RUNS, figures }));
}
process.exitCode = figures.every(({ value, atMost = Infinity }) => value <= atMost) ? 0 : 1;
